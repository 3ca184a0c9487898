// For many small programs every schedule is made without any reduction, and the search must reach the same final
// states.
#include "explore/exhaustive.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>

#include "explore/toy_search.h"

namespace lockproof::explore {
namespace {

using Kind = Instruction::Kind;

class ExhaustiveTest : public testing::TestWithParam<Family> {};

TEST_P(ExhaustiveTest, ReachesWhatAllSchedulesReach) {
  const auto& [name, kinds, programs, kills, is_optimal] = GetParam();
  SplitMix random(7, 0);
  std::size_t schedules = 0;
  std::size_t classes = 0;
  std::size_t redundant = 0;
  std::size_t given_up = 0;
  std::size_t redundant_in_parts = 0;
  std::size_t given_up_in_parts = 0;
  std::size_t splits = 0;
  for (int program = 0; program < programs / kShareOfPrograms; ++program) {
    const Code code = random_code(random, kinds, 3);
    const Reached all = reached_by_all(code, kills);
    const Reached found = reached_by_search(code, kills);
    ASSERT_EQ(found.deadlock, all.deadlock) << to_text(code);
    if (kills > 0 && all.deadlock) continue;  // a deadlock is a finding, and faults do not undo it
    ASSERT_EQ(found.states, all.states) << to_text(code);
    std::vector<std::string> missing;
    std::ranges::set_difference(all.classes, found.classes, std::back_inserter(missing));
    ASSERT_TRUE(missing.empty()) << to_text(code) << "\nnot found:\n" << missing.front();
    schedules += all.executions;
    classes += all.classes.size();
    redundant += found.executions - found.classes.size();
    given_up += found.given_up;

    // In parts, and those in parts.
    const Reached together = reached_by_search(code, kills, {.executions_max = 1});
    ASSERT_EQ(together.classes, found.classes) << to_text(code);
    ASSERT_EQ(together.states, found.states) << to_text(code);
    ASSERT_NEAR(found.share, 1, 1e-9) << to_text(code);
    ASSERT_NEAR(together.share, 1, 1e-9) << to_text(code);
    ASSERT_LT(found.share_max, 1) << to_text(code);
    const Reached overlapping = reached_by_search(code, kills, {.executions_max = 1, .parts_max = 2});
    ASSERT_EQ(overlapping.classes, found.classes) << to_text(code);
    redundant_in_parts += together.executions - together.classes.size();
    given_up_in_parts += together.given_up;
    splits += together.splits;
  }
  std::printf("%s: %zu schedules, %zu classes, %zu redundant, %zu given up\n", name, schedules, classes, redundant,
              given_up);
  std::printf("%s: in parts, %zu redundant, %zu given up\n", name, redundant_in_parts, given_up_in_parts);
  EXPECT_GT(splits, 0U);
  if (is_optimal) {
    EXPECT_EQ(redundant, 0U);
    EXPECT_EQ(redundant_in_parts, 0U);
  }
  EXPECT_LT(classes + redundant + given_up, schedules / 2);
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
                    Family{"kill_fault", {Kind::lock, Kind::unlock, Kind::load, Kind::add}, 15, 1, true},
                    Family{"kill_faults", {Kind::lock, Kind::load, Kind::store, Kind::sleep}, 10, 2, false},
                    Family{"kill_looks", {Kind::load, Kind::list, Kind::create, Kind::store}, 10, 1, false},
                    Family{"kill_call", {Kind::kill, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 40, 0, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockproof::explore
