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

std::string message_for(std::string_view word) {
  try {
    budget_of(word);
  } catch (const BadFault& error) {
    return error.what();
  }
  return "accepted";
}

TEST(FaultTextTest, ReadsEachKind) {
  EXPECT_EQ(budget_of("kill").kills, 1U);
  EXPECT_EQ(budget_of("kill x3").kills, 3U);
  EXPECT_EQ(budget_of("kill_tree x2").tree_kills, 2U);
  EXPECT_EQ(budget_of("pid_reuse").pid_reuses, 1U);
  EXPECT_EQ(budget_of("signal=TERM").signals.at(0).number, SIGTERM);
  EXPECT_EQ(budget_of("signal=SIGUSR1 x2").signals.at(0).count, 2U);
  EXPECT_EQ(budget_of("pause=10min").pauses.at(0).duration, std::chrono::minutes(10));
  EXPECT_EQ(budget_of("pause=10min").pauses.at(0).phase, Phase::any);
  EXPECT_EQ(budget_of("pause=6s:outside x2").pauses.at(0).phase, Phase::outside);
  EXPECT_EQ(budget_of("clock_step=-1.5s").clock_steps.at(0).by, std::chrono::milliseconds(-1500));
}

TEST(FaultTextTest, ReadsInjectionsAsStraceDoes) {
  const Injection always = budget_of("link,linkat:error=EOPNOTSUPP:when=2+3").injections.at(0);
  EXPECT_EQ(always.calls, "link,linkat");
  EXPECT_EQ(always.error, EOPNOTSUPP);
  EXPECT_EQ(always.first, 2U);
  EXPECT_EQ(always.step, 3U);
  const Injection every = budget_of("flock:error=ENOLCK:when=1+").injections.at(0);
  EXPECT_EQ(every.step, 1U);
  const Injection choice = budget_of("mkdir:error=EEXIST:lose_reply:path=locks/*:actor=2 x4").injections.at(0);
  EXPECT_EQ(choice.how, Injection::How::lose_reply);
  EXPECT_EQ(choice.path, "locks/*");
  EXPECT_EQ(choice.actor, 2);
  EXPECT_EQ(choice.first, 0U);
  EXPECT_EQ(choice.count, 4U);
  EXPECT_EQ(budget_of("write:short").injections.at(0).how, Injection::How::cut_short);
}

TEST(FaultTextTest, WritesWhatItReads) {
  FaultBudget budget;
  for (const char* word : {"kill x2", "kill_tree", "pid_reuse", "signal=TERM x3", "pause=600s", "pause=6s:inside x2",
                           "clock_step=-1500000000ns", "link:error=EIO:when=1+", "write:short:path=a*:actor=1 x2",
                           "open:error=EMFILE:lose_reply:when=3"})
    add_fault(budget, word);
  const std::string text = to_text(budget);
  EXPECT_EQ(to_text(fault_budget_from_text(text)), text);
  EXPECT_THAT(text, HasSubstr("open:error=EMFILE:lose_reply:when=3\n"));
  EXPECT_EQ(to_text(FaultBudget{}), "");
}

TEST(FaultTextTest, ErrorsSayWhatWouldBeRight) {
  EXPECT_THAT(message_for("kil"), HasSubstr("lockproof list faults"));
  EXPECT_THAT(message_for("kill x0"), HasSubstr("kill x2"));
  EXPECT_THAT(message_for("signal=FOO"), HasSubstr("TERM"));
  EXPECT_THAT(message_for("pause=10"), HasSubstr("600s"));
  EXPECT_THAT(message_for("pause=10s:now"), HasSubstr("inside or outside"));
  EXPECT_THAT(message_for("link:error=EFOO"), HasSubstr("EIO"));
  EXPECT_THAT(message_for("link:when=1"), HasSubstr("CALL:error=E"));
  EXPECT_THAT(message_for("link:error=EIO:when=0"), HasSubstr("when=3"));
  EXPECT_THAT(message_for("link:error=EIO:often"), HasSubstr("lose_reply"));
}

}  // namespace
}  // namespace lockproof::explore
