#include "reports/strace_text.h"

#include <gtest/gtest.h>

#include "reports/golden.h"
#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

TEST(StraceText, ShowsEveryKindOfEvent) {
  expect_golden("strace.txt", strace_text(sample_trace()));
}

TEST(StraceText, ACallThatSleepsIsResumed) {
  SampleTrace sample;
  model::Operation lock = flock_exclusive(3, "a.lock");
  sample.actor("1", 7).actor("2", 8).blocked(1, lock).blocked(1, lock).kill(0).operation(1, lock);
  EXPECT_EQ(strace_text(sample.trace),
            "strace: Process 7 attached\n"
            "strace: Process 8 attached\n"
            "8 0.000000 flock(3<a.lock>, LOCK_EX <unfinished ...>\n"
            "7 0.000000 +++ killed by SIGKILL +++\n"
            "8 0.000000 <... flock resumed>) = 0\n");
}

}  // namespace
}  // namespace lockproof::reports
