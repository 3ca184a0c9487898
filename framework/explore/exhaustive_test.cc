// For many small programs every schedule is made without any reduction, and the search must reach the same final
// states.
#include "explore/exhaustive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "explore/toy_programs.h"
#include "explore/toy_search.h"

namespace lockproof::explore {
namespace {

using Kind = Instruction::Kind;

class ExhaustiveTest : public testing::TestWithParam<Family> {};

TEST_P(ExhaustiveTest, ReachesWhatAllSchedulesReach) {
  const auto& [name, kinds, programs, kills, is_optimal] = GetParam();
  std::size_t schedules = 0;
  std::size_t classes = 0;
  std::size_t redundant = 0;
  std::size_t given_up = 0;
  std::size_t redundant_in_parts = 0;
  std::size_t given_up_in_parts = 0;
  std::size_t splits = 0;
  check_programs(kinds, 3, programs, [&, kills = kills](const Code& code) {
    const Reached all = reached_by_all(code, kills);
    const Reached found = reached_by_search(code, kills);
    require(found.deadlock == all.deadlock, "it meets a deadlock if there is one");
    if (kills > 0 && all.deadlock) return;  // a deadlock is a finding, and faults do not undo it
    require(found.states == all.states, "all final states");
    require(std::ranges::includes(found.classes, all.classes), "all classes");
    schedules += all.executions;
    classes += all.classes.size();
    redundant += found.executions - found.classes.size();
    given_up += found.given_up;

    // In parts, and those in parts.
    const Reached together = reached_by_search(code, kills, {.executions_max = 1});
    require(together.classes == found.classes, "all classes in parts");
    require(together.states == found.states, "all final states in parts");
    const Reached overlapping = reached_by_search(code, kills, {.executions_max = 1, .parts_max = 2});
    require(overlapping.classes == found.classes, "all classes in parts that overlap");
    redundant_in_parts += together.executions - together.classes.size();
    given_up_in_parts += together.given_up;
    splits += together.splits;
  });
  std::printf("%s: %zu schedules, %zu classes, %zu redundant, %zu given up\n", name, schedules, classes, redundant,
              given_up);
  std::printf("%s: in parts, %zu redundant, %zu given up\n", name, redundant_in_parts, given_up_in_parts);
  EXPECT_GT(splits, 0U);
  if (is_optimal) {
    EXPECT_EQ(redundant, 0U);
    EXPECT_EQ(redundant_in_parts, 0U);
  }
  EXPECT_LT(redundant_in_parts, classes / 5);
  EXPECT_LT(classes + redundant + given_up, schedules / 2);
}

// After half of the executions of a search.
double expected_to_made(const std::vector<double>& shares) {
  const std::size_t half = shares.size() / 2;
  return static_cast<double>(half) / shares.at(half - 1) / static_cast<double>(shares.size());
}

TEST(ExhaustiveShare, TellsHowLargeASearchWillBe) {
  for (const std::uint32_t kills : {0U, 1U}) {
    const std::vector<Kind> kinds = {Kind::load, Kind::add};
    std::vector<double> ratios;
    check_programs(kinds, 6, 400, [&, kills = kills](const Code& code) {
      const std::vector<double> shares = reached_by_search(code, kills).shares;
      require(shares.back() == 1, "all is covered in the end");
      require(std::all_of(shares.begin(), shares.end() - 1, [](double share) { return share < 1; }), "and not before");
      if (shares.size() >= 12) ratios.push_back(expected_to_made(shares));
    });
    ASSERT_GT(ratios.size(), 10U);
    std::ranges::sort(ratios);
    std::printf("%u kills: %.2f, %.2f, %.2f\n", kills, ratios.front(), ratios[ratios.size() / 2], ratios.back());
    EXPECT_GT(ratios[ratios.size() / 2], 0.5);
    EXPECT_LT(ratios[ratios.size() / 2], 2);
  }
}

// Without faults and with nothing asleep each choice at a step counts alike.
TEST(ExhaustiveShare, OfTheOthersIsWhatTheFirstExecutionDidNotCover) {
  const std::vector<Kind> kinds = {Kind::load, Kind::store, Kind::add};
  check_programs(kinds, 3, 20 * kShareOfPrograms, [](const Code& code) {
    Exhaustive search({.watched = model::Watched::marks, .several_faults = false, .signals = false});
    Machine first(code, 0);
    search.begin(0);
    for (std::vector<Choice> choices = first.choices(); !choices.empty(); choices = first.choices()) {
      search.watch(first.trace());
      first.apply(choices.at(search.choose(choices)));
    }
    search.finish(first.trace());
    if (search.is_complete()) return;
    double left = 0;
    const std::vector<SearchRoot> parts = search.split(kPartsMax);
    for (const SearchRoot& part : parts) left += part.share;
    Machine again(code, 0);
    double covered = 1.0 / static_cast<double>(again.choices().size());
    for (const Choice& choice : parts.back().prefix) {
      again.apply(choice);
      covered /= static_cast<double>(again.choices().size());
    }
    require(std::abs(left - (1 - covered)) < 1e-12, "what was not covered is left");
  });
}

// Descriptors may go through it: then a kill after a look is not the kill before it.
TEST(ExhaustiveBasis, GrowsWhenAPipeIsSeen) {
  for (const Object::Kind kind : {Object::Kind::data, Object::Kind::pipe}) {
    model::Trace trace;
    trace.actors = {{.name = "1", .pid = 1}};
    Exhaustive search({.watched = model::Watched::marks, .several_faults = false, .signals = false});
    search.begin(0);
    const std::vector<Choice> choices = {{Choice::Kind::run, 0}};
    search.watch(trace);
    trace.schedule = {choices.at(search.choose(choices))};
    trace.events = {{.kind = Event::Kind::operation, .actor = 0}};
    trace.events[0].operation.accesses = {{{kind, 8, 0}, true}};
    search.finish(trace);
    EXPECT_EQ(search.basis().looks_count, kind == Object::Kind::pipe);
    EXPECT_EQ(search.began_at(), kind == Object::Kind::pipe ? 1U : 0U);
    EXPECT_EQ(search.is_complete(), kind != Object::Kind::pipe);
  }
}

INSTANTIATE_TEST_SUITE_P(
    Programs, ExhaustiveTest,
    testing::Values(Family{"races", {Kind::load, Kind::store, Kind::add}, 40, 0, true},
                    Family{"names", {Kind::create, Kind::remove, Kind::list, Kind::store}, 40, 0, true},
                    Family{"locks", {Kind::lock, Kind::unlock, Kind::load, Kind::store}, 40, 0, true},
                    Family{"sleep", {Kind::sleep, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 40, 0, true},
                    Family{"kill_fault", {Kind::lock, Kind::unlock, Kind::load, Kind::add}, 15, 1, false},
                    Family{"kill_faults", {Kind::lock, Kind::load, Kind::store, Kind::sleep}, 10, 2, false},
                    Family{"kill_looks", {Kind::load, Kind::list, Kind::create, Kind::store}, 10, 1, false},
                    Family{"kill_call", {Kind::kill, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 40, 0, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockproof::explore
