#include "oracle/oracle.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

TEST(OracleRegistryTest, ListsAllByNameInOrder) {
  std::vector<std::string_view> names;
  for (const OracleInfo& info : all_oracles()) names.push_back(info.name);
  EXPECT_THAT(names,
              testing::ElementsAre("complete_artefact", "deadlock", "denied_lock_is_logged", "errors_propagate",
                                   "exit_status", "keys_are_independent", "lock_free_cache_hit", "lock_loss_is_told",
                                   "mutual_exclusion", "no_foreign_write", "no_leaked_state", "no_lost_update",
                                   "no_stale_write", "overdue_is_logged", "progress", "release_is_own", "single_build",
                                   "starvation", "state_isolation", "waiting_is_logged"));
}

TEST(OracleRegistryTest, FindsByName) {
  EXPECT_EQ(find_oracle("progress")->name, "progress");
  EXPECT_EQ(find_oracle("prog"), nullptr);
  EXPECT_EQ(find_oracle(""), nullptr);
}

class JudgeTest : public testing::Test {
 protected:
  // A failed exit at event 2, two inside at event 3, a leak at the end.
  const TraceBuilder builder_ = TraceBuilder(3)
                                    .mark("1", "enter build")
                                    .mark("1", "begin build")
                                    .exit("3", 1)
                                    .mark("2", "enter build")
                                    .leave_behind(model::Residue::Kind::file, "stray");

  std::string fired(std::vector<std::string_view> oracles) const {
    const auto violation = judge(builder_.trace(), Rules{}, oracles);
    return violation ? violation->oracle : "none";
  }
};

TEST_F(JudgeTest, ReturnsTheEarliestFindingWhateverTheOrder) {
  EXPECT_EQ(fired({"exit_status", "mutual_exclusion", "no_leaked_state"}), "exit_status");
  EXPECT_EQ(fired({"no_leaked_state", "mutual_exclusion", "exit_status"}), "exit_status");
  EXPECT_EQ(fired({"no_leaked_state", "mutual_exclusion"}), "mutual_exclusion");
  EXPECT_EQ(fired({"no_leaked_state", "progress"}), "no_leaked_state");
  EXPECT_EQ(fired({"progress", "complete_artefact"}), "none");
  EXPECT_EQ(fired({}), "none");
}

TEST_F(JudgeTest, RefusesAnUnknownName) {
  EXPECT_THROW(fired({"mutual_exclusio"}), std::invalid_argument);
}

// An oracle object serves many executions: what it saw in one must not weigh in the next.
TEST(OracleTest, BeginForgetsTheLastExecution) {
  const auto dirty = TraceBuilder(3)
                         .mark("1", "enter build")
                         .mark("1", "begin build")
                         .mark("1", "end build")
                         .kill("2")
                         .kill("3")
                         .trace();
  auto clean = TraceBuilder(2)
                   .mark("2", "enter build")
                   .mark("2", "begin build")
                   .exit("1")
                   .at(std::chrono::milliseconds(2500))
                   .exit("2")
                   .trace();
  clean.residue = {{.kind = model::Residue::Kind::file, .name = "locks/x.tmp"}};
  const Rules rules{.contract = {.recovery_max = std::chrono::seconds(1), .may_stay_after_kill = {"locks/x.tmp"}},
                    .progress_max = std::chrono::seconds(1)};

  for (const OracleInfo& info : all_oracles()) {
    const auto play = [&](Oracle& oracle, const model::Trace& trace) {
      oracle.begin(rules);
      std::optional<model::Violation> violation;
      for (std::size_t i = 0; i < trace.events.size() && !violation; ++i) violation = oracle.observe(trace, i);
      return violation ? violation : oracle.finish(trace);
    };
    const auto used = info.make();
    play(*used, dirty);
    EXPECT_EQ(play(*used, clean), play(*info.make(), clean)) << info.name;
  }
}

// Views into a growing trace would be void by the time that they are used: run under a sanitizer, this shows it.
TEST(OracleTest, ATraceMayGrowWhileItIsJudged) {
  const auto whole = TraceBuilder(2)
                         .mark("1", "enter a-key-that-is-too-long-for-a-small-string")
                         .mark("1", "begin short")
                         .mark("1", "enter short")
                         .mark("2", "begin short")
                         .trace();
  for (const OracleInfo& info : all_oracles()) {
    const std::string_view oracles[] = {info.name};
    const Rules rules;
    const auto oracle = info.make();
    oracle->begin(rules);
    model::Trace growing;
    growing.actors = whole.actors;
    std::optional<model::Violation> violation;
    for (std::size_t i = 0; i < whole.events.size() && !violation; ++i) {
      growing.events.push_back(whole.events[i]);
      growing.events.shrink_to_fit();
      violation = oracle->observe(growing, i);
    }
    if (!violation) violation = oracle->finish(growing);
    EXPECT_EQ(violation, judge(whole, rules, oracles)) << info.name;
  }
}

}  // namespace
}  // namespace lockproof::oracle
