#include "oracle/no_leaked_state.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using model::Residue;
using Kind = model::Residue::Kind;

class NoLeakedStateTest : public testing::Test {
 protected:
  std::string judged(TraceBuilder builder, Kind kind, std::string_view name) const {
    return message_by(NoLeakedState::name, builder.leave_behind(kind, name), rules_);
  }

  const TraceBuilder all_exit_ = TraceBuilder(2).exit("1").exit("2");
  const TraceBuilder one_killed_ = TraceBuilder(2).kill("1").exit("2");
  const TraceBuilder all_killed_ = TraceBuilder(2).child("1.1", "1").kill("1").exit("1.1").kill("2");
  Rules rules_{.contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {"{lock}.*.tmp"}},
               .lock_path = "locks/build.lock",
               .may_stay = {"out/*"}};
};

TEST_F(NoLeakedStateTest, AcceptsAnEmptyWorld) {
  EXPECT_EQ(message_by(NoLeakedState::name, all_exit_, rules_), "pass");
}

TEST_F(NoLeakedStateTest, AcceptsWhatScenarioAndContractAllow) {
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/build.lock"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "out/image"), "pass");
}

TEST_F(NoLeakedStateTest, EachKeyHasItsLockFile) {
  rules_.more_lock_paths = {"locks/registry/base.lock"};
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/build.lock"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/registry"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/registry/base.lock"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/registry/env.lock"), "locks/registry/env.lock was left behind");
}

TEST_F(NoLeakedStateTest, RejectsAnyOtherFile) {
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/build.lock.7.tmp"), "locks/build.lock.7.tmp was left behind");
  EXPECT_EQ(judged(all_exit_, Kind::file, "build.lock"), "build.lock was left behind");
  EXPECT_EQ(judged(all_exit_, Kind::file, "out/a/b"), "out/a/b was left behind");
}

TEST_F(NoLeakedStateTest, JudgesEveryResidue) {
  auto builder = TraceBuilder(all_exit_).leave_behind(Kind::file, "out/image");
  EXPECT_EQ(judged(builder, Kind::file, "stray"), "stray was left behind");
}

TEST_F(NoLeakedStateTest, DirectoriesAboveTheLockMayStay) {
  rules_.lock_path = "a/b/build.lock";
  EXPECT_EQ(judged(all_exit_, Kind::file, "a"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "a/b"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "b"), "b was left behind");
}

TEST_F(NoLeakedStateTest, TheLockPathMayBeAPattern) {
  rules_.lock_path = "locks/*.lock";
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/env.lock"), "pass");
  EXPECT_EQ(judged(one_killed_, Kind::file, "locks/env.lock.7.tmp"), "pass");
  EXPECT_EQ(judged(all_exit_, Kind::file, "locks/env"), "locks/env was left behind");
}

TEST_F(NoLeakedStateTest, ExceptionsForTheKilledNeedAKill) {
  EXPECT_EQ(judged(one_killed_, Kind::file, "locks/build.lock.7.tmp"), "pass");
  EXPECT_EQ(judged(one_killed_, Kind::file, "stray"), "stray was left behind");
  EXPECT_EQ(judged(TraceBuilder(1).exit("1", 1), Kind::file, "locks/build.lock.7.tmp"),
            "locks/build.lock.7.tmp was left behind");
}

TEST_F(NoLeakedStateTest, FilesAreNotJudgedIfNobodyWasLeftToTidyUp) {
  EXPECT_EQ(judged(all_killed_, Kind::file, "stray"), "pass");
  const auto only_children_killed = TraceBuilder(1).child("1.1", "1").kill("1.1").exit("1");
  EXPECT_EQ(judged(only_children_killed, Kind::file, "stray"), "stray was left behind");
}

TEST_F(NoLeakedStateTest, ProcessesAndKernelLocksAreAlwaysJudged) {
  EXPECT_EQ(judged(all_killed_, Kind::process, "1.2"), "actor 1.2 was left running");
  EXPECT_EQ(judged(all_killed_, Kind::kernel_lock, "locks/build.lock"),
            "the kernel lock on locks/build.lock was left held");
}

TEST_F(NoLeakedStateTest, DescriptorsAreJudgedWhereTheRulesSaySo) {
  auto builder = TraceBuilder(all_exit_);
  auto trace = builder.trace();
  trace.residue = {{.kind = Kind::descriptor, .actor = 1, .name = "3<locks/build.lock>"}};
  const std::string_view oracles[] = {NoLeakedState::name};
  EXPECT_EQ(judge(trace, rules_, oracles)->message, "descriptor 3<locks/build.lock> of actor 2 was left open");
  rules_.lock_is_program = true;
  EXPECT_EQ(judge(trace, rules_, oracles), std::nullopt);
}

TEST_F(NoLeakedStateTest, OnlyACompletedExecutionIsJudged) {
  EXPECT_EQ(judged(TraceBuilder(all_exit_).end(model::End::deadlock), Kind::file, "stray"), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
