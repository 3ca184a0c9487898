#include "explore/fault_sweep.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>
#include <vector>

namespace lockproof::explore {
namespace {

using model::Choice;

const std::vector<Choice> kRuns = {{Choice::Kind::run, 0}, {Choice::Kind::run, 1}};
const std::vector<Choice> kWithKills = {
    {Choice::Kind::run, 0}, {Choice::Kind::run, 1}, {Choice::Kind::kill, 0}, {Choice::Kind::kill, 1}};

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

TEST(FaultSweepTest, EachExecutionFirstStrikesAtAPlaceOfItsOwn) {
  FaultSweep sweep(1);
  std::set<std::pair<int, int>> places;
  for (std::uint64_t execution = 0; execution < 10; ++execution) {
    const auto struck = strikes(sweep, execution);
    ASSERT_FALSE(struck.empty()) << execution;
    places.insert(struck.front());
  }
  EXPECT_EQ(places.size(), 10U);
}

TEST(FaultSweepTest, ComesBackInRounds) {
  FaultSweep sweep(1);
  EXPECT_TRUE(strikes(sweep, 15).empty());
  for (const std::uint64_t round : {16, 48}) EXPECT_EQ(strikes(sweep, round).at(0), strikes(sweep, 0).at(0)) << round;
  EXPECT_NE(strikes(sweep, 17).at(0), strikes(sweep, 0).at(0));
}

TEST(FaultSweepTest, PlacesAreThoseWhereAFaultIsFresh) {
  model::Trace trace;
  trace.actors.resize(2);
  for (std::int16_t actor = 0; actor < 2; ++actor)
    trace.events.push_back({.kind = model::Event::Kind::spawn, .actor = actor});
  FaultSweep sweep(1);
  int struck = 0;
  for (std::uint64_t execution = 0; execution < 10; ++execution) {
    sweep.begin(execution);
    for (int step = 0; step < 10; ++step) {
      sweep.watch(trace);  // nothing happens
      struck += kWithKills.at(sweep.choose(kWithKills)).kind == Choice::Kind::kill ? 1 : 0;
    }
  }
  EXPECT_EQ(struck, 2) << "at the first step, of each actor";
}

TEST(FaultSweepTest, FurtherFaultsStrikeSometimes) {
  FaultSweep sweep(1);
  std::size_t further = 0;
  for (std::uint64_t execution = 0; execution < 4; ++execution) further += strikes(sweep, execution).size() - 1;
  EXPECT_GT(further, 0U);
  EXPECT_LT(further, 12U);
}

TEST(FaultSweepTest, ExecutionsBeyondTheLastPlaceHaveNoFault) {
  FaultSweep sweep(1);
  EXPECT_TRUE(strikes(sweep, 10).empty());
}

TEST(FaultSweepTest, TheRestIsRandomAndDependsOnSeedAndNumber) {
  const auto picks = [](std::uint64_t seed, std::uint64_t execution) {
    FaultSweep sweep(seed);
    sweep.begin(execution);
    std::vector<std::size_t> picked(64);
    for (auto& pick : picked) pick = sweep.choose(kRuns);
    return picked;
  };
  EXPECT_EQ(picks(1, 2), picks(1, 2));
  EXPECT_NE(picks(1, 2), picks(2, 2));
  EXPECT_NE(picks(1, 2), picks(1, 3));
}

TEST(FaultSweepTest, TakesAFaultWhereNothingElseIsPossible) {
  FaultSweep sweep(1);
  sweep.begin(5);
  const std::vector<Choice> kills = {{Choice::Kind::kill, 0}};
  EXPECT_EQ(sweep.choose(kills), 0U);
}

}  // namespace
}  // namespace lockproof::explore
