#include "oracle/errors_propagate.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

constexpr std::string_view kInjected = "ENOLCK is injected";

TraceBuilder failing(TraceBuilder builder, int times, int error = ENOLCK) {
  for (int time = 0; time < times; ++time)
    builder.fault("1", kInjected).perform("1", {.number = SYS_flock, .result = -error});
  return builder;
}

TEST(ErrorsPropagateTest, AcceptsWhoGivesUpAndSaysSo) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), 1).log("1", "no locks").exit("1", 1)), "pass");
}

TEST(ErrorsPropagateTest, AcceptsWhoDoesWithout) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), 3).exit("1")), "pass");
}

TEST(ErrorsPropagateTest, RejectsWhoGivesUpInSilence) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1).log("1", "waiting"), 1).exit("1", 1)),
            "actor 1 gave up after an error and said nothing");
}

TEST(ErrorsPropagateTest, RejectsWhoNeverGivesUp) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), ErrorsPropagate::kRetriesMax)), "pass");
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), ErrorsPropagate::kRetriesMax + 1)),
            "actor 1 tries again and again what failed with -1 ENOLCK (No locks available)");
}

TEST(ErrorsPropagateTest, WaitingForSomebodyInsideIsNoRetry) {
  EXPECT_EQ(message_by(ErrorsPropagate::name,
                       failing(TraceBuilder(2).mark("2", "enter build"), 2 * ErrorsPropagate::kRetriesMax)),
            "pass");
}

TEST(ErrorsPropagateTest, AnInterruptedCallIsTriedAgain) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), 2 * ErrorsPropagate::kRetriesMax, EINTR)),
            "pass");
}

}  // namespace
}  // namespace lockproof::oracle
