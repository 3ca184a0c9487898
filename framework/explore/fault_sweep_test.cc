#include "explore/fault_sweep.h"

#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <utility>
#include <vector>

#include "explore/pct.h"
#include "explore/random_walk.h"
#include "explore/strategies.h"

namespace lockproof::explore {
namespace {

using model::Choice;

const std::vector<Choice> kRuns = {{Choice::Kind::run, 0}, {Choice::Kind::run, 1}};
const std::vector<Choice> kWithKills = {
    {Choice::Kind::run, 0}, {Choice::Kind::run, 1}, {Choice::Kind::kill, 0}, {Choice::Kind::kill, 1}};

FaultSweep random_sweep(std::uint64_t seed) {
  return FaultSweep(seed, std::make_unique<RandomWalk>(seed));
}

// Step and actor of each fault in ten steps.
std::vector<std::pair<int, int>> strikes(FaultSweep& sweep, std::uint64_t execution) {
  std::vector<std::pair<int, int>> struck;
  sweep.begin(execution);
  for (int step = 0; step < 10; ++step) {
    const auto& choices = step % 2 == 0 ? kRuns : kWithKills;
    const Choice& choice = choices.at(sweep.choose(choices));
    if (choice.kind == Choice::Kind::kill) struck.emplace_back(step, choice.actor);
  }
  return struck;
}

// Of ten places; who is struck, and at which step, tells which it was. Others of the round lie beyond.
TEST(FaultSweepTest, EachExecutionOfARoundFirstStrikesAtAPlaceOfItsOwn) {
  FaultSweep sweep = random_sweep(1);
  for (const auto& [begin, end] : {std::pair{0, 16}, {16, 32}, {32, 64}}) {
    std::multiset<std::pair<int, int>> places;
    for (int execution = begin; execution < end; ++execution)
      if (const auto struck = strikes(sweep, static_cast<std::uint64_t>(execution)); !struck.empty())
        places.insert(struck.front());
    EXPECT_EQ(places.size(), 10U) << begin;
    EXPECT_EQ(std::set(places.begin(), places.end()).size(), 10U) << begin;
  }
}

TEST(FaultSweepTest, TheFirstFewPlacesLieFarApart) {
  const std::vector<Choice> kill = {{Choice::Kind::run, 0}, {Choice::Kind::kill, 0}};
  for (std::uint64_t seed = 0; seed < 8; ++seed) {
    FaultSweep sweep = random_sweep(seed);
    std::set<int> quarters;
    for (std::uint64_t execution = 0; execution < 4; ++execution) {
      sweep.begin(execution);
      int place = 0;
      while (kill.at(sweep.choose(kill)).kind == Choice::Kind::run) ++place;
      quarters.insert(place / 4);
    }
    EXPECT_EQ(quarters.size(), 4U) << seed;
  }
}

TEST(FaultSweepTest, PlacesAreThoseWhereAFaultIsFresh) {
  model::Trace trace;
  trace.actors.resize(2);
  for (std::int16_t actor = 0; actor < 2; ++actor)
    trace.events.push_back({.kind = model::Event::Kind::spawn, .actor = actor});
  FaultSweep sweep = random_sweep(1);
  int struck = 0;
  for (std::uint64_t execution = 0; execution < 16; ++execution) {
    sweep.begin(execution);
    for (int step = 0; step < 10; ++step) {
      sweep.watch(trace);  // nothing happens
      struck += kWithKills.at(sweep.choose(kWithKills)).kind == Choice::Kind::kill ? 1 : 0;
    }
  }
  EXPECT_EQ(struck, 2) << "at the first step, of each actor";
}

TEST(FaultSweepTest, FurtherFaultsFollowSoonOrNever) {
  const std::vector<Choice> kill = {{Choice::Kind::run, 0}, {Choice::Kind::kill, 0}};
  FaultSweep sweep = random_sweep(1);
  std::set<int> gaps;
  int struck_once = 0;
  for (std::uint64_t execution = 0; execution < 128; ++execution) {
    sweep.begin(execution);
    int last = -1;
    int struck = 0;
    for (int place = 0; place < 64; ++place) {
      if (kill.at(sweep.choose(kill)).kind == Choice::Kind::run) continue;
      if (last >= 0) gaps.insert(place - last);
      last = place;
      ++struck;
    }
    struck_once += struck == 1 ? 1 : 0;
  }
  EXPECT_EQ(gaps, (std::set{1, 2, 3, 4}));
  EXPECT_GT(struck_once, 4) << "in one execution of eight";
  EXPECT_LT(struck_once, 40);
}

TEST(FaultSweepTest, AProfileRunTakesNoPlace) {
  FaultSweep sweep(1, std::make_unique<Pct>(1, 3));
  FaultSweep without = random_sweep(1);
  ASSERT_EQ(sweep.profile_runs(), 1U);
  for (std::uint64_t execution = 0; execution < 16; ++execution) {
    const auto expected = strikes(without, execution);
    const auto struck = strikes(sweep, execution + 1);
    ASSERT_EQ(struck.empty(), expected.empty()) << execution;
    if (!struck.empty()) {
      EXPECT_EQ(struck.front(), expected.front()) << execution;
    }
  }
}

TEST(FaultSweepTest, TheRestFollowsItsStrategy) {
  FaultSweep sweep(1, std::make_unique<Pct>(1, 1));
  for (std::uint64_t execution = 0; execution < 8; ++execution) {
    sweep.begin(execution);
    std::set<std::uint16_t> ran;
    for (int step = 0; step < 32; ++step) {
      const Choice& choice = kWithKills.at(sweep.choose(kWithKills));
      if (choice.kind == Choice::Kind::run) ran.insert(choice.actor);
    }
    EXPECT_EQ(ran.size(), 1U) << "the priorities of pct:1 never change: " << execution;
  }
}

TEST(FaultSweepTest, TheRestIsRandomAndDependsOnSeedAndNumber) {
  const auto picks = [](std::uint64_t seed, std::uint64_t execution) {
    FaultSweep sweep = random_sweep(seed);
    sweep.begin(execution);
    std::vector<std::size_t> picked(64);
    for (auto& pick : picked) pick = sweep.choose(kRuns);
    return picked;
  };
  EXPECT_EQ(picks(1, 2), picks(1, 2));
  EXPECT_NE(picks(1, 2), picks(2, 2));
  EXPECT_NE(picks(1, 2), picks(1, 3));
}

// As it would if both drew the same numbers.
TEST(FaultSweepTest, WhereFaultsStrikeTellsNothingOfTheRest) {
  const auto sweep = NamedStrategy("fault_sweep").make(1);
  const std::vector<Choice> choices = {{Choice::Kind::run, 0}, {Choice::Kind::run, 1}, {Choice::Kind::kill, 0}};
  std::set<std::pair<std::uint16_t, int>> first_and_gap;
  for (std::uint64_t execution = 0; execution < 256; ++execution) {
    sweep->begin(execution);
    std::vector<std::uint16_t> ran;
    std::vector<int> struck;
    for (int step = 0; step < 128; ++step) {
      const Choice& choice = choices.at(sweep->choose(choices));
      if (choice.kind == Choice::Kind::kill)
        struck.push_back(step);
      else
        ran.push_back(choice.actor);
    }
    if (struck.size() > 1) first_and_gap.emplace(ran.front(), struck[1] - struck[0]);
  }
  EXPECT_EQ(first_and_gap.size(), 8U) << "two actors, four gaps";
}

TEST(FaultSweepTest, TakesAFaultWhereNothingElseIsPossible) {
  FaultSweep sweep = random_sweep(1);
  sweep.begin(5);
  const std::vector<Choice> kills = {{Choice::Kind::kill, 0}};
  EXPECT_EQ(sweep.choose(kills), 0U);
}

}  // namespace
}  // namespace lockproof::explore
