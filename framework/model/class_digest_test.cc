#include "model/class_digest.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <set>
#include <utility>
#include <vector>

#include "model/dependence.h"

namespace lockproof::model {
namespace {

using Kind = Object::Kind;
using Random = std::mt19937_64;

struct Step {
  Choice choice;
  Footprint footprint;
};

Access random_access(Random& random) {
  constexpr Kind kKinds[] = {Kind::dentry, Kind::dirset, Kind::data, Kind::attributes, Kind::flock, Kind::outside};
  Access access{{kKinds[random() % std::size(kKinds)], random() % 2, 0}, random() % 2 == 0};
  if (access.object.kind == Kind::outside) access.object.a = 0;
  if (access.object.kind == Kind::flock && !access.write && random() % 2 == 0) access.object.a = Object::kEvery;
  return access;
}

// Every rule of dependent() has its turn.
Step random_step(Random& random) {
  Step step;
  step.choice.actor = static_cast<std::uint16_t>(random() % 4);
  Footprint& footprint = step.footprint;
  const auto what = random() % 12;
  footprint.is_clock = what == 0;
  footprint.is_fault = what == 1 || what == 2;
  footprint.is_one_of_several = what == 2;
  if (footprint.is_clock) step.choice = {Choice::Kind::clock};
  if (footprint.is_fault) step.choice.kind = Choice::Kind::kill;
  if (!footprint.is_clock) footprint.actors.push_back(step.choice.actor);
  if (what == 3) footprint.ended.push_back(step.choice.actor);
  const auto count = footprint.is_clock ? 0 : random() % 3;
  for (std::size_t i = 0; i < count; ++i) footprint.accesses.push_back(random_access(random));
  footprint.read_set = footprint.write_set = ~std::uint64_t{0};
  return step;
}

std::uint64_t digest_of(const std::vector<Step>& steps) {
  ClassDigest digest;
  for (const Step& step : steps) digest.add(step.choice, step.footprint);
  return digest.value();
}

bool are_independent(const Step& left, const Step& right) {
  return !dependent(left.footprint, right.footprint);
}

// Swaps of neighbours are what equivalence is made of.
TEST(ClassDigestTest, IsThatOfTheClass) {
  Random random(1);
  int equal = 0;
  int different = 0;
  for (int round = 0; round < 20'000; ++round) {
    std::vector<Step> steps;
    for (std::size_t i = 0; i < 7; ++i) steps.push_back(random_step(random));
    const std::uint64_t before = digest_of(steps);
    const std::size_t at = random() % (steps.size() - 1);
    const bool independent = are_independent(steps[at], steps[at + 1]);
    const bool same = steps[at].choice == steps[at + 1].choice;
    std::swap(steps[at], steps[at + 1]);
    if (same) continue;  // the hash does not tell two steps of one choice apart, nor need it
    EXPECT_EQ(digest_of(steps) == before, independent) << round;
    ++(independent ? equal : different);
  }
  EXPECT_GT(equal, 4'000);
  EXPECT_GT(different, 4'000);
}

// As many digests as classes, over all orders of some steps of different actors.
TEST(ClassDigestTest, CountsClasses) {
  Random random(2);
  for (int round = 0; round < 50; ++round) {
    std::vector<Step> steps;
    for (std::uint16_t actor = 0; actor < 5; ++actor) {
      steps.push_back(random_step(random));
      Footprint& footprint = steps.back().footprint;
      footprint.is_clock = false;
      steps.back().choice.actor = actor;
      footprint.actors = {actor};
    }
    std::vector<std::size_t> order = {0, 1, 2, 3, 4};
    std::set<std::uint64_t> digests;
    std::set<std::vector<bool>> classes;  // which of two dependent ones came first
    do {
      std::vector<Step> ordered;
      for (const std::size_t i : order) ordered.push_back(steps[i]);
      digests.insert(digest_of(ordered));
      std::vector<bool> came_first;
      for (std::size_t i = 0; i < steps.size(); ++i)
        for (std::size_t j = i + 1; j < steps.size(); ++j)
          came_first.push_back(!are_independent(steps[i], steps[j]) &&
                               std::ranges::find(order, i) < std::ranges::find(order, j));
      classes.insert(came_first);
    } while (std::ranges::next_permutation(order).found);
    EXPECT_EQ(digests.size(), classes.size()) << "round " << round;
  }
}

}  // namespace
}  // namespace lockproof::model
