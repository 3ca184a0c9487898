#include "oracle/deadlock.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

model::Operation flock_of(std::string path) {
  return {.number = 73, .fd = 3, .flags = 2, .path = std::move(path)};
}

TEST(DeadlockTest, AcceptsEveryOtherEnd) {
  for (const auto end : {model::End::completed, model::End::stopped, model::End::step_limit, model::End::no_progress,
                         model::End::spinning, model::End::overgrown, model::End::vanished}) {
    EXPECT_EQ(message_by(Deadlock::name, TraceBuilder(2).block("1", flock_of("a")).end(end)), "pass");
  }
}

TEST(DeadlockTest, RejectsActorsThatWaitForOneAnotherAndSaysInWhat) {
  const auto builder = TraceBuilder(3)
                           .block("1", flock_of("old"))
                           .exit("3")
                           .block("2", flock_of("a"))
                           .block("1", flock_of("b"))
                           .mark("1", "note")
                           .end(model::End::deadlock);
  const auto violation = judge_by(Deadlock::name, builder);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message,
            "actors 1 and 2 can never go on, actor 1 in flock(3<b>, LOCK_EX), actor 2 in flock(3<a>, LOCK_EX)");
  EXPECT_EQ(violation->event, 4U);
}

TEST(DeadlockTest, RejectsATraceWithoutEvents) {
  const auto violation = judge_by(Deadlock::name, TraceBuilder(1).end(model::End::deadlock));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "actor 1 can never go on");
  EXPECT_EQ(violation->event, 0U);
}

}  // namespace
}  // namespace lockproof::oracle
