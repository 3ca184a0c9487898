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

TEST(ErrorsPropagateTest, AcceptsWhoDoesWithoutAndSaysSo) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), 3).log("1", "no locks").exit("1")), "pass");
}

TEST(ErrorsPropagateTest, RejectsWhoGoesOnInSilence) {
  const TraceBuilder trace = failing(TraceBuilder(1).log("1", "waiting"), 1).exit("1");
  EXPECT_EQ(message_by(ErrorsPropagate::name, trace),
            "actor 1 went on after -1 ENOLCK (No locks available) and said nothing");
  EXPECT_EQ(message_by(ErrorsPropagate::name, trace, {.contract = {.tells_errors = false}}), "pass");
}

TEST(ErrorsPropagateTest, AcceptsWhoDoesWithoutWhatTheMachineHasNot) {
  EXPECT_EQ(message_by(ErrorsPropagate::name, failing(TraceBuilder(1), 1, EOPNOTSUPP).exit("1")), "pass");
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
