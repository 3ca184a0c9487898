#include "explore/random_walk.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <optional>
#include <vector>

namespace lockproof::explore {
namespace {

using model::Choice;

const std::vector<Choice> kRuns = {{Choice::Kind::run, 0}, {Choice::Kind::run, 1}, {Choice::Kind::run, 2}};
const std::vector<Choice> kAll = {{Choice::Kind::run, 0},  {Choice::Kind::run, 2},  {Choice::Kind::kill, 0},
                                  {Choice::Kind::kill, 1}, {Choice::Kind::kill, 2}, {Choice::Kind::clock, 0}};

std::vector<std::size_t> picks(RandomWalk& walk, std::uint64_t execution, const std::vector<Choice>& choices = kAll) {
  walk.begin(execution);
  std::vector<std::size_t> picked(200);
  for (auto& pick : picked) pick = walk.choose(choices);
  return picked;
}

// The step of the first kill among the first 500.
std::optional<int> kill_step(RandomWalk& walk, std::uint64_t execution) {
  walk.begin(execution);
  for (int step = 0; step < 500; ++step) {
    if (kAll[walk.choose(kAll)].kind == Choice::Kind::kill) return step;
  }
  return std::nullopt;
}

TEST(RandomWalkTest, AnExecutionDependsOnSeedAndNumberOnly) {
  RandomWalk walk(1);
  RandomWalk other(1);
  const auto expected = picks(walk, 5);
  EXPECT_EQ(picks(other, 5), expected);
  picks(other, 17);
  EXPECT_EQ(picks(other, 5), expected);
}

TEST(RandomWalkTest, OtherExecutionsAndOtherSeedsPickOtherwise) {
  RandomWalk walk(1);
  RandomWalk other(2);
  EXPECT_NE(picks(walk, 5, kRuns), picks(walk, 6, kRuns));
  EXPECT_NE(picks(walk, 5, kRuns), picks(other, 5, kRuns));
}

// A report names the seed with which its findings are found again: another sequence would make it wrong.
TEST(RandomWalkTest, TheSequenceIsFixed) {
  RandomWalk walk(42);
  auto picked = picks(walk, 3, kRuns);
  picked.resize(12);
  EXPECT_THAT(picked, testing::ElementsAre(2, 1, 2, 1, 1, 1, 0, 1, 0, 0, 0, 2));
}

TEST(RandomWalkTest, EveryActorIsAsLikelyAsTheOthers) {
  RandomWalk walk(3);
  std::array<int, 3> counts{};
  for (std::uint64_t execution = 0; execution < 50; ++execution) {
    for (const std::size_t pick : picks(walk, execution, kRuns)) ++counts.at(pick);
  }
  EXPECT_THAT(counts, testing::ElementsAre(3322, 3283, 3395));
}

TEST(RandomWalkTest, KillsAndTheClockDoNotFavourAnActor) {
  RandomWalk walk(3);
  std::array<int, 6> counts{};
  for (std::uint64_t execution = 0; execution < 500; ++execution) {
    for (const std::size_t pick : picks(walk, execution)) ++counts.at(pick);
  }
  EXPECT_THAT(counts, testing::ElementsAre(32147, 32090, 1212, 1164, 1266, 32121));
}

TEST(RandomWalkTest, KillsStrikeEarlyLateAndSometimesNotAtAll) {
  RandomWalk walk(4);
  int first_steps = 0;
  int middle = 0;
  int late = 0;
  int none = 0;
  for (std::uint64_t execution = 0; execution < 1000; ++execution) {
    const auto step = kill_step(walk, execution);
    ++(!step ? none : *step < 5 ? first_steps : *step < 100 ? middle : late);
  }
  EXPECT_THAT((std::array{first_steps, middle, late, none}), testing::ElementsAre(160, 535, 232, 73));
}

TEST(RandomWalkTest, AnyOfTheFirstHundredStepsIsStruck) {
  RandomWalk walk(4);
  std::array<int, 100> strikes{};
  for (std::uint64_t execution = 0; execution < 5000; ++execution) {
    const auto step = kill_step(walk, execution);
    if (step && *step < 100) ++strikes.at(static_cast<std::size_t>(*step));
  }
  EXPECT_THAT(strikes, testing::Each(testing::Gt(0)));
}

TEST(RandomWalkTest, TakesTheOnlyChoice) {
  RandomWalk walk(5);
  for (const auto kind : {Choice::Kind::run, Choice::Kind::kill, Choice::Kind::clock}) {
    const Choice only[] = {{kind, 0}};
    walk.begin(0);
    EXPECT_EQ(walk.choose(only), 0U);
  }
}

}  // namespace
}  // namespace lockproof::explore
