// The in-tree `flock`, where nobody contends, against the same system calls on the file without a lock around them.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>
#include <string>

#include "e2e/program_run.h"

namespace lockproof::e2e {
namespace {

bool has_valgrind() {
  return run({"sh", "-c", "command -v valgrind"}).status == 0;
}

// Of the shortest of many batches: what else the machine does can only lengthen one. Some tries, for a machine that is
// never left alone.
TEST(FlockCost, IsWithinATenthOfTheRawCalls) {
  double least = 100;
  for (int i = 0; i < 5 && least > 1.1; ++i) {
    const Finished finished = run({LOCKPROOF_FLOCK_COST, "ratio"});
    ASSERT_EQ(finished.status, 0) << finished;
    least = std::min(least, std::stod(finished.out));
  }
  EXPECT_LE(least, 1.1);
}

class CountedFlockCost : public testing::Test {
 protected:
  void SetUp() override {
    if (!has_valgrind()) GTEST_SKIP() << "valgrind is not installed";
  }

  // User instructions of one round: of a thousand more.
  static double instructions(const std::string& what) {
    const auto counted = [&](const char* rounds) {
      const Finished finished =
          run({"valgrind", "--tool=callgrind", "--callgrind-out-file=/dev/null", LOCKPROOF_FLOCK_COST, what, rounds});
      EXPECT_EQ(finished.status, 0) << finished;
      const std::string before = "Collected : ";
      const auto at = finished.err.find(before);
      if (at == std::string::npos) throw std::runtime_error(finished.err);
      return std::stod(finished.err.substr(at + before.size()));
    };
    return (counted("2000") - counted("1000")) / 1000;
  }

  static long system_calls(const std::string& what) {
    const auto counted = [&](const char* rounds) {
      const Finished finished =
          run({"valgrind", "--tool=none", "--trace-syscalls=yes", LOCKPROOF_FLOCK_COST, what, rounds});
      EXPECT_EQ(finished.status, 0) << finished;
      long count = 0;
      for (auto at = finished.err.find(" sys_"); at != std::string::npos; at = finished.err.find(" sys_", at + 1))
        ++count;
      return count;
    };
    // To the nearest: valgrind itself makes one more or less from run to run.
    return std::lround(static_cast<double>(counted("200") - counted("100")) / 100);
  }
};

// 171 and 382 when this was written.
TEST_F(CountedFlockCost, IsAtMostThreeTimesTheUserInstructionsOfTheRawCalls) {
  const double raw = instructions("raw");
  EXPECT_GT(raw, 20);
  EXPECT_LE(instructions("lock"), 3 * raw) << raw;
}

// open, flock, fstat, stat, flock, close; and the lock asks twice for its PID, by which a forked child knows that it is
// not the holder.
TEST_F(CountedFlockCost, IsTheSameSystemCallsAndTwoGetpid) {
  EXPECT_EQ(system_calls("raw"), 6);
  EXPECT_EQ(system_calls("lock"), 8);
}

}  // namespace
}  // namespace lockproof::e2e
