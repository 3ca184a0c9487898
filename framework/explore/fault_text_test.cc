#include "explore/fault_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cerrno>
#include <csignal>

namespace lockproof::explore {
namespace {

using testing::HasSubstr;

FaultBudget budget_of(std::string_view word) {
  FaultBudget budget;
  add_fault(budget, word);
  return budget;
}

std::string fault_message(std::string_view word) {
  try {
    budget_of(word);
  } catch (const BadWord& error) {
    return error.what();
  }
  return "accepted";
}

TEST(FaultTextTest, ReadsEachKind) {
  EXPECT_EQ(budget_of("kill").kills.at(0).count, 1U);
  EXPECT_EQ(budget_of("kill x3").kills.at(0).count, 3U);
  EXPECT_EQ(budget_of("kill=3").kills.at(0).count, 3U);
  EXPECT_EQ(budget_of("kill_tree x2").tree_kills.at(0).count, 2U);
  EXPECT_EQ(budget_of("pid_reuse").pid_reuses.at(0).count, 1U);
  EXPECT_FALSE(budget_of("pid_reuse").pid_reuses.at(0).by_worker);
  EXPECT_TRUE(budget_of("pid_reuse=worker x2").pid_reuses.at(0).by_worker);
  EXPECT_EQ(budget_of("pid_reuse=worker x2").pid_reuses.at(0).count, 2U);
  EXPECT_EQ(budget_of("signal=TERM").signals.at(0).number, SIGTERM);
  EXPECT_EQ(budget_of("signal=SIGUSR1 x2").signals.at(0).count, 2U);
  EXPECT_EQ(budget_of("pause=10min").pauses.at(0).duration, std::chrono::minutes(10));
  EXPECT_EQ(budget_of("pause=10min").pauses.at(0).filter.phase, Phase::any);
  EXPECT_EQ(budget_of("pause=6s:outside x2").pauses.at(0).filter.phase, Phase::outside);
  EXPECT_EQ(budget_of("clock_step=-1.5s").clock_steps.at(0).by, std::chrono::milliseconds(-1500));
}

TEST(FaultTextTest, ReadsInjectionsAsStraceDoes) {
  const Injection always = budget_of("link,linkat:error=EOPNOTSUPP:when=2+3").injections.at(0);
  EXPECT_EQ(always.filter.calls, "link,linkat");
  EXPECT_EQ(always.error, EOPNOTSUPP);
  EXPECT_EQ(always.first, 2U);
  EXPECT_EQ(always.step, 3U);
  const Injection every = budget_of("flock:error=ENOLCK:when=1+").injections.at(0);
  EXPECT_EQ(every.step, 1U);
  const Injection choice = budget_of("mkdir:error=EEXIST:lose_reply:path=locks/*:actor=2 x4").injections.at(0);
  EXPECT_EQ(choice.how, Injection::How::lose_reply);
  EXPECT_EQ(choice.filter.path, "locks/*");
  EXPECT_EQ(choice.filter.actor, 2);
  EXPECT_EQ(choice.first, 0U);
  EXPECT_EQ(choice.count, 4U);
  EXPECT_EQ(budget_of("write:short").injections.at(0).how, Injection::How::cut_short);
}

TEST(FaultTextTest, ReadsFilters) {
  const KillFault kill = budget_of("kill=2:actor=1:at=rename,link:path=locks/*:inside").kills.at(0);
  EXPECT_EQ(kill.count, 2U);
  EXPECT_EQ(kill.filter, (FaultFilter{.calls = "rename,link", .path = "locks/*", .actor = 1, .phase = Phase::inside}));
  EXPECT_EQ(budget_of("signal=TERM:at=flock").signals.at(0).filter.calls, "flock");
  EXPECT_EQ(budget_of("clock_step=3s:actor=2").clock_steps.at(0).filter.actor, 2);
  EXPECT_EQ(budget_of("pid_reuse:outside").pid_reuses.at(0).filter.phase, Phase::outside);
  EXPECT_EQ(budget_of("link:error=EIO:inside").injections.at(0).filter.phase, Phase::inside);
}

TEST(FaultTextTest, FaultsThatAreAlsoCallsCanFail) {
  EXPECT_EQ(budget_of("kill:error=EPERM").injections.at(0).filter.calls, "kill");
  EXPECT_EQ(budget_of("kill:actor=1").kills.size(), 1U);
}

TEST(FaultTextTest, EqualKillsAreOne) {
  FaultBudget budget;
  for (const char* word : {"kill", "kill:actor=1", "kill x2"}) add_fault(budget, word);
  ASSERT_EQ(budget.kills.size(), 2U);
  EXPECT_EQ(budget.kills[0].count, 3U);
}

// The choices of a token name faults by their places.
TEST(FaultTextTest, ATokenKeepsThePlaces) {
  const FaultBudget budget{.kills = {{.filter = {.actor = 1}}, {.filter = {.actor = 1}}, {.count = 2}}};
  const FaultBudget back = fault_budget_from_text(to_text(budget));
  ASSERT_EQ(back.kills.size(), 3U);
  EXPECT_EQ(back.kills[2].count, 2U);
}

TEST(FaultTextTest, WritesWhatItReads) {
  FaultBudget budget;
  for (const char* word :
       {"kill x2", "kill_tree", "pid_reuse", "pid_reuse=worker:outside x2", "signal=TERM x3", "pause=600s",
        "pause=6s:inside x2", "clock_step=-1500000000ns", "link:error=EIO:when=1+", "write:short:path=a*:actor=1 x2",
        "open:error=EMFILE:lose_reply:when=3", "kill:actor=1:at=rename:path=locks/*:inside", "kill_tree:outside x2",
        "pid_reuse:actor=2", "signal=INT:at=flock,fcntl", "clock_step=1s:path=*", "link:error=EIO:actor=3:outside"})
    add_fault(budget, word);
  const std::string text = to_text(budget);
  EXPECT_EQ(to_text(fault_budget_from_text(text)), text);
  EXPECT_THAT(text, HasSubstr("open:error=EMFILE:lose_reply:when=3\n"));
  EXPECT_THAT(text, HasSubstr("kill:actor=1:at=rename:path=locks/*:inside\n"));
  EXPECT_EQ(to_text(FaultBudget{}), "");
}

TEST(FaultTextTest, ErrorsSayWhatWouldBeRight) {
  EXPECT_THAT(fault_message("kil"), HasSubstr("lockproof list faults"));
  EXPECT_THAT(fault_message("kill x0"), HasSubstr("kill x2"));
  EXPECT_THAT(fault_message("signal=FOO"), HasSubstr("TERM"));
  EXPECT_THAT(fault_message("pause=10"), HasSubstr("600s"));
  EXPECT_THAT(fault_message("pause=10s:now"), HasSubstr("inside, outside"));
  EXPECT_THAT(fault_message("kill=0"), HasSubstr("kill=2"));
  EXPECT_THAT(fault_message("kill=two"), HasSubstr("kill=2"));
  EXPECT_THAT(fault_message("kill=2 x2"), HasSubstr("kill=2"));
  EXPECT_THAT(fault_message("kill:at=renme"), HasSubstr("no system call 'renme'"));
  EXPECT_THAT(fault_message("kill:actor=0"), HasSubstr("1, 2, 3"));
  EXPECT_THAT(fault_message("kill:when"), HasSubstr("when=3"));
  EXPECT_THAT(fault_message("kill:often"), HasSubstr("at=CALL"));
  EXPECT_THAT(fault_message("linkk:error=EIO"), HasSubstr("no system call 'linkk'"));
  EXPECT_THAT(fault_message("link:actor=1"), HasSubstr("how does it fail"));
  EXPECT_THAT(fault_message("link:error=EIO:at=link"), HasSubstr("known are error=E"));
  EXPECT_THAT(fault_message("link:error=EFOO"), HasSubstr("EIO"));
  EXPECT_THAT(fault_message("link:when=1"), HasSubstr("CALL:error=E"));
  EXPECT_THAT(fault_message("link:error=EIO:when=0"), HasSubstr("when=3"));
  EXPECT_THAT(fault_message("link:error=EIO:often"), HasSubstr("lose_reply"));
}

}  // namespace
}  // namespace lockproof::explore
