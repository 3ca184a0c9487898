#include "explore/fault_places.h"

#include <gtest/gtest.h>

#include <map>

namespace lockproof::explore {
namespace {

using model::Choice;

const std::vector<Choice> kChoices = {{Choice::Kind::run, 0},  {Choice::Kind::run, 1},  {Choice::Kind::kill, 0},
                                      {Choice::Kind::kill, 1}, {Choice::Kind::kill, 2}, {Choice::Kind::reuse_pid, 3}};

TEST(FaultPlacesTest, StrikeEarlyAndLateAndSometimesNever) {
  int early = 0;
  int late = 0;
  int never = 0;
  for (std::uint64_t i = 0; i < 2000; ++i) {
    FaultPlaces places;
    places.begin(SplitMix(i));
    int step = 0;
    while (step < 600 && !places.strike(kChoices)) ++step;
    if (step < 4) ++early;
    if (step >= 50 && step < 600) ++late;
    if (step == 600) ++never;
  }
  EXPECT_GT(early, 400);
  EXPECT_GT(late, 100);
  EXPECT_NEAR(never, 125, 40);
}

TEST(FaultPlacesTest, StrikeByKindThenByActor) {
  std::map<std::size_t, int> struck;
  for (std::uint64_t i = 0; i < 4000; ++i) {
    FaultPlaces places;
    places.begin(SplitMix(i));
    for (int step = 0; step < 600; ++step) {
      const auto fault = places.strike(kChoices);
      if (!fault) continue;
      ++struck[*fault];
      break;
    }
  }
  EXPECT_EQ(struck.size(), 4U);
  EXPECT_NEAR(struck[5], struck[2] + struck[3] + struck[4], 250);
  EXPECT_NEAR(struck[2], struck[3], 150);
}

TEST(FaultPlacesTest, DoNotStrikeWhereNoFaultIsOffered) {
  FaultPlaces places;
  for (std::uint64_t i = 0; i < 20; ++i) {
    places.begin(SplitMix(i));
    for (int step = 0; step < 600; ++step) EXPECT_FALSE(places.strike(std::span(kChoices).first(2)));
  }
}

TEST(FaultPlacesTest, AreThoseWhereAFaultIsFresh) {
  model::Trace trace;
  trace.actors.resize(3);
  for (std::int16_t actor = 0; actor < 4; ++actor)
    trace.events.push_back({.kind = model::Event::Kind::spawn, .actor = actor});
  int struck = 0;
  for (std::uint64_t i = 0; i < 200; ++i) {
    FaultPlaces places;
    places.begin(SplitMix(i));
    for (int step = 0; step < 600; ++step) {
      places.watch(trace);  // nothing happens
      struck += places.strike(kChoices) ? 1 : 0;
    }
  }
  EXPECT_GT(struck, 5) << "at the first step";
  EXPECT_LT(struck, 100);
}

}  // namespace
}  // namespace lockproof::explore
