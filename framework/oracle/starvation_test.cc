#include "oracle/starvation.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using std::chrono_literals::operator""s;

class StarvationTest : public testing::Test {
 protected:
  std::string judged(const TraceBuilder& builder) const { return message_by(Starvation::name, builder, rules_); }

  // Actor 1 had the lock for 10 s, and has released it.
  static TraceBuilder released() {
    return TraceBuilder(3)
        .mark("1", "want build")
        .mark("1", "enter build")
        .mark("2", "want build")
        .at(10s)
        .mark("1", "leave build")
        .mark("1", "free build");
  }

  const Rules rules_{.contract = {.recovery_max = 300s, .handover_max = 2s}};
};

TEST_F(StarvationTest, AcceptsAHandOverInTime) {
  EXPECT_EQ(judged(released().at(12s).mark("2", "enter build").at(99s)), "pass");
}

TEST_F(StarvationTest, RejectsAFreeLockThatNobodyGets) {
  const auto violation = judge_by(Starvation::name, released().at(11s).at(13s).mark("2", "enter build"), rules_);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "nobody was inside build for 3 s while actor 2 waited for it");
}

TEST_F(StarvationTest, AcceptsAnyWaitForALockThatIsTaken) {
  EXPECT_EQ(judged(released().mark("3", "want build").mark("3", "enter build").at(500s)), "pass");
  EXPECT_EQ(judged(released().mark("3", "want other").mark("3", "enter other").at(500s)),
            "nobody was inside build for 490 s while actor 2 waited for it");
}

TEST_F(StarvationTest, ALockThatIsBeingReleasedIsTaken) {
  const auto leaving = TraceBuilder(2).mark("2", "want build").mark("1", "enter build").mark("1", "leave build");
  EXPECT_EQ(judged(TraceBuilder(leaving).at(5s)), "pass");
  EXPECT_NE(judged(TraceBuilder(leaving).at(5s).exit("1").at(8s)), "pass");
}

TEST_F(StarvationTest, TheTimeCountsFromTheWish) {
  EXPECT_EQ(judged(TraceBuilder(1).at(90s).mark("1", "want build").at(92s)), "pass");
  EXPECT_NE(judged(TraceBuilder(1).at(90s).mark("1", "want build").at(93s)), "pass");
}

TEST_F(StarvationTest, WhoGivesUpWaitsNoLonger) {
  EXPECT_EQ(judged(released().at(12s).mark("2", "give_up build").at(99s)), "pass");
}

TEST_F(StarvationTest, EachDeathGrantsTheTimeToRecover) {
  const auto killed = TraceBuilder(2).mark("1", "enter build").mark("2", "want build").kill("1");
  EXPECT_EQ(judged(TraceBuilder(killed).at(302s)), "pass");
  EXPECT_NE(judged(TraceBuilder(killed).at(303s)), "pass");
}

// It may have the lock already, and not have said so.
TEST_F(StarvationTest, AWaiterThatIsPausedMayHaveTheLock) {
  EXPECT_EQ(judged(released().fault("2", "paused for 60 s").at(70s).mark("2", "enter build")), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
