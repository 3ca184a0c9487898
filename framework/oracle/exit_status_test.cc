#include "oracle/exit_status.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

TEST(ExitStatusTest, AcceptsSuccess) {
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(2).exit("1").exit("2")), "pass");
}

TEST(ExitStatusTest, RejectsFailureAtOnce) {
  const auto violation = judge_by(ExitStatus::name, TraceBuilder(2).exit("1").exit("2", 3).mark("1", "note"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "actor 2 was not killed and ended with exit 3");
  EXPECT_EQ(violation->event, 1U);
}

TEST(ExitStatusTest, AcceptsTheKilledButNotTheCrashed) {
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(1).kill("1")), "pass");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(1).die("1", 11, "SIGSEGV")),
            "actor 1 was not killed and ended with SIGSEGV");
}

TEST(ExitStatusTest, QuotesTheLastWords) {
  const auto spoken = TraceBuilder(2).child("1.1", "1").log("1.1", "no such file").log("2", "nonsense").exit("1.1", 1);
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(spoken).exit("1", 2)),
            "actor 1 was not killed and ended with exit 2: \"no such file\"");
}

TEST(ExitStatusTest, DoesNotJudgeDescendants) {
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(1).child("1.1", "1").exit("1.1", 1).exit("1")), "pass");
}

TEST(ExitStatusTest, AWrapperMayPassOnThatItsBodyWasKilled) {
  const auto body_killed = TraceBuilder(2).child("1.1", "1").kill("1.1");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(body_killed).exit("1", 137)), "pass");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(body_killed).exit("2", 137)),
            "actor 2 was not killed and ended with exit 137");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(1).child("1.1", "1").exit("1", 137).kill("1.1")),
            "actor 1 was not killed and ended with exit 137");
}

TEST(ExitStatusTest, WhoDiesOfTheSignalThatAFaultSentIsNotJudged) {
  const auto cancelled = TraceBuilder(2).fault("1", "SIGTERM is sent");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(cancelled).die("1", 15, "SIGTERM")), "pass");
  EXPECT_NE(message_by(ExitStatus::name, TraceBuilder(cancelled).die("2", 15, "SIGTERM")), "pass");
  EXPECT_NE(message_by(ExitStatus::name, TraceBuilder(cancelled).die("1", 6, "SIGABRT")), "pass");
  EXPECT_NE(message_by(ExitStatus::name, TraceBuilder(cancelled).exit("1", 1)), "pass");
}

TEST(ExitStatusTest, WhomAnInjectedErrorStruckMayGiveUpButNotCrash) {
  for (const char* wrong : {"the next call transfers half", "the next call is done, but returns EEXIST"})
    EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(2).fault("1", wrong).exit("1", 1)), "pass");
  EXPECT_NE(message_by(ExitStatus::name, TraceBuilder(2).fault("1", "paused for 6 s").exit("1", 1)), "pass");
  const auto struck = TraceBuilder(2).fault("1", "ENOLCK is injected");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(struck).exit("1", 1)), "pass");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(struck).exit("2", 1)),
            "actor 2 was not killed and ended with exit 1");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(struck).die("1", 6, "SIGABRT")),
            "actor 1 was not killed and ended with SIGABRT");
}

TEST(ExitStatusTest, NothingExcusesTheCheck) {
  const auto struck = TraceBuilder(2).kill("1").check().fault("check", "ENOLCK is injected");
  Rules rules;
  rules.check = "test -e made";
  const auto violation = judge_by(ExitStatus::name, TraceBuilder(struck).exit("check", 1), rules);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "the check `test -e made` failed with exit 1");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(struck).kill("check"), rules),
            "the check `test -e made` failed with SIGKILL");
  EXPECT_EQ(message_by(ExitStatus::name, TraceBuilder(struck).exit("check")), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
