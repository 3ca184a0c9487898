#include "oracle/waiting_is_logged.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using std::chrono_literals::operator""s;

struct WaitingIsLoggedTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(WaitingIsLogged::name, builder); }
};

TraceBuilder waiting() {
  return TraceBuilder(2)
      .mark("1", "enter build")
      .mark("2", "want build")
      .perform("2", {.number = 257, .path = "locks"})
      .perform("2", {.number = 257, .path = "locks/build.lock"});
}

TEST_F(WaitingIsLoggedTest, AcceptsWhoSaysThatItWaits) {
  EXPECT_EQ(judged(waiting().log("2", "waiting for /world/locks/build.lock, held by pid 101").at(1s)), "pass");
}

TEST_F(WaitingIsLoggedTest, RejectsASilentWait) {
  const auto violation = judge_by(WaitingIsLogged::name, waiting().at(1s));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message,
            "actor 2 waited for build, which actor 1 had, and wrote no line \"waiting for PATH, held by HOLDER\"");
  EXPECT_EQ(violation->event, 4U);
}

TEST_F(WaitingIsLoggedTest, AProgramOwesNoLine) {
  EXPECT_EQ(message_by(WaitingIsLogged::name, waiting().at(1s), {.lock_is_program = true}), "pass");
}

TEST_F(WaitingIsLoggedTest, RejectsLinesThatSayTooLittle) {
  for (const char* line : {"busy", "waiting for /world/locks/build.lock", "waiting for somebody, held by pid 101",
                           "waiting for /world/locks/other.lock, held by pid 101", "waiting for locks/, held by pid 1",
                           "held by pid 101, so waiting for /world/locks/build.lock"}) {
    EXPECT_NE(judged(waiting().log("2", line).at(1s)), "pass") << line;
  }
}

TEST_F(WaitingIsLoggedTest, EachSpeaksForItselfAndForThisWait) {
  constexpr std::string_view kLine = "waiting for /world/locks/build.lock, held by pid 101";
  EXPECT_NE(judged(waiting().log("1", kLine).at(1s)), "pass");
  EXPECT_NE(judged(waiting().log("2", kLine).mark("2", "give_up build").mark("2", "want build").at(1s)), "pass");
}

TEST_F(WaitingIsLoggedTest, AHandOverThatTakesNoTimeIsNoWait) {
  EXPECT_EQ(judged(waiting().block("2", {.number = 73}).mark("1", "leave build").mark("2", "enter build").at(1s)),
            "pass");
}

TEST_F(WaitingIsLoggedTest, NobodyWaitsForAFreeLockOrWhilePaused) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter other").mark("2", "want build").at(1s)), "pass");
  EXPECT_EQ(judged(waiting().fault("2", "paused for 9 s").at(9s)), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
