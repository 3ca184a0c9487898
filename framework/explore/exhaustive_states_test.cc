// The search that does not search a state again reaches every end all the same, as far as it can be told from what is
// left. What an actor has seen counts if it has told it; of a killed one nothing else does.
#include <gtest/gtest.h>

#include <cstdio>

#include "explore/toy_programs.h"
#include "explore/toy_search.h"

namespace lockproof::explore {
namespace {

using Kind = Instruction::Kind;

class MergingTest : public testing::TestWithParam<Family> {};

TEST_P(MergingTest, ReachesWhatAllSchedulesReach) {
  const auto& [name, kinds, programs, kills, is_frugal] = GetParam();
  std::size_t states = 0;
  std::size_t by_classes = 0;
  std::size_t by_states = 0;
  check_programs(kinds, kills > 0 ? 4 : 5, programs, [&, kills = kills](Code code) {
    for (auto& actor : code) actor.back().kind = Instruction::Kind::tell;
    const Reached all = reached_by_all(code, kills);
    const Reached found = reached_by_search(code, kills, {.past = false});
    require(found.deadlock == all.deadlock, "it meets a deadlock if there is one");
    if (kills > 0 && all.deadlock) return;
    require(found.told == all.told, "all that is told");
    const Reached classes = reached_by_search(code, kills);
    states += all.told.size();
    by_classes += classes.executions + classes.given_up;
    by_states += found.executions + found.given_up;
  });
  std::printf("%s: %zu ends, %zu executions by classes, %zu by states\n", name, states, by_classes, by_states);
  if (is_frugal) {
    EXPECT_LT(by_states, by_classes);
  }
}

// Whoever tries the lock while it is held must be able to come before the kill of its holder.
TEST(Merging, TriesOthersBeforeAKillThatTheyCanNotice) {
  const Code code = {{{Kind::try_lock, 0}, {Kind::tell, 0}},
                     {{Kind::lock, 0}, {Kind::store, 1}, {Kind::tell, 0}},
                     {{Kind::try_lock, 0}, {Kind::store, 0}, {Kind::tell, 0}}};
  EXPECT_EQ(reached_by_search(code, 1, {.past = false}).told, reached_by_all(code, 1).told);
}

INSTANTIATE_TEST_SUITE_P(
    Programs, MergingTest,
    testing::Values(
        Family{"races", {Kind::load, Kind::store, Kind::add}, 25, 0, false},
        Family{"names", {Kind::create, Kind::remove, Kind::list, Kind::store}, 25, 0, false},
        Family{"locks", {Kind::lock, Kind::unlock, Kind::load, Kind::store}, 25, 0, false},
        Family{"sleep", {Kind::sleep, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 30, 0, false},
        Family{"locks_and_names",
               {Kind::lock, Kind::try_lock, Kind::unlock, Kind::load, Kind::store, Kind::create, Kind::remove},
               40,
               0,
               false},
        Family{"kill_fault", {Kind::lock, Kind::unlock, Kind::load, Kind::add, Kind::create}, 15, 1, false},
        Family{"kill_locks", {Kind::lock, Kind::try_lock, Kind::unlock, Kind::store, Kind::load}, 15, 1, true},
        Family{"kill_looks", {Kind::load, Kind::list, Kind::create, Kind::store}, 10, 1, false},
        Family{"kill_faults", {Kind::lock, Kind::load, Kind::store, Kind::sleep}, 10, 2, true},
        Family{"kill_call", {Kind::kill, Kind::load, Kind::store, Kind::lock, Kind::unlock}, 10, 0, false}),
    [](const auto& info) { return info.param.name; });

}  // namespace
}  // namespace lockproof::explore
