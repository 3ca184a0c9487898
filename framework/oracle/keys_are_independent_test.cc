#include "oracle/keys_are_independent.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using std::chrono_literals::operator""s;

struct KeysAreIndependentTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(KeysAreIndependent::name, builder); }
};

const model::Operation kFlock{.number = 73, .path = "locks/a.lock"};

TEST_F(KeysAreIndependentTest, RejectsWhoIsBlockedByAnotherKey) {
  const auto violation =
      judge_by(KeysAreIndependent::name,
               TraceBuilder(2).mark("1", "want a.b").mark("1", "enter a.b").mark("2", "want a.c").block("2", kFlock));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message,
            "actor 2 waited for a.c, with which nobody else had anything to do, while actor 1 had a.b");
  EXPECT_EQ(violation->event, 3U);
}

TEST_F(KeysAreIndependentTest, RejectsWhoSleepsBecauseOfAnotherKey) {
  const auto holder = TraceBuilder(2).mark("1", "want a").mark("1", "enter a");
  EXPECT_NE(judged(TraceBuilder(holder).mark("2", "want b").at(1s)), "pass");
  EXPECT_EQ(judged(TraceBuilder(holder).mark("2", "want a").at(1s)), "pass");
  EXPECT_EQ(judged(TraceBuilder(holder).mark("2", "want b").fault("2", "paused for 9 s").at(1s)), "pass");
}

TEST_F(KeysAreIndependentTest, JudgesAProgramWhenNobodyCanGoOn) {
  const Rules rules{.lock_is_program = true};
  const auto waiter = TraceBuilder(2).mark("1", "enter a").mark("2", "want b").block("2", kFlock);
  EXPECT_EQ(message_by(KeysAreIndependent::name, waiter, rules), "pass");
  EXPECT_NE(message_by(KeysAreIndependent::name, TraceBuilder(waiter).at(1s), rules), "pass");
}

TEST_F(KeysAreIndependentTest, RejectsWhoIsInItsOwnWay) {
  EXPECT_NE(judged(TraceBuilder(1).mark("1", "want a").mark("1", "enter a").mark("1", "want b").block("1", kFlock)),
            "pass");
}

// The one who leaves has the lock until it is free, and may be gone by the time at which the wait is seen.
TEST_F(KeysAreIndependentTest, AcceptsWhoWaitsForItsOwnKey) {
  const auto others = TraceBuilder(3).mark("3", "enter b").mark("1", "want a").mark("1", "enter a");
  EXPECT_EQ(judged(TraceBuilder(others).mark("2", "want a").block("2", kFlock)), "pass");
  EXPECT_EQ(judged(TraceBuilder(others).mark("1", "leave a").mark("2", "want a").block("2", kFlock)), "pass");
  EXPECT_EQ(judged(TraceBuilder(others).mark("2", "want a").exit("1").block("2", kFlock)), "pass");
  EXPECT_NE(judged(TraceBuilder(others).exit("1").mark("2", "want a").block("2", kFlock)), "pass");
}

TEST_F(KeysAreIndependentTest, TheLockOfTheDeadMayHaveToExpire) {
  const auto others = TraceBuilder(3).mark("3", "enter b").mark("1", "want a").mark("1", "enter a");
  EXPECT_EQ(judged(TraceBuilder(others).kill("1").mark("2", "want a").at(1s)), "pass");
  EXPECT_NE(judged(TraceBuilder(others).kill("1").mark("2", "want c").at(1s)), "pass");
}

TEST_F(KeysAreIndependentTest, AcceptsAWaitWhileNoOtherKeyIsInUse) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "want b").mark("2", "want a").block("2", kFlock)), "pass");
}

TEST_F(KeysAreIndependentTest, OutsideOfAnAcquireNobodyWaitsForAKey) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter a").block("2", kFlock).mark("2", "enter b").block("2", kFlock)),
            "pass");
}

}  // namespace
}  // namespace lockproof::oracle
