// Virtual minutes pass while a killed holder's lease runs out. That they cost next to no wall time shows in how long
// the test takes; nothing here measures it.
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

constexpr double stale_window_s = 300;  // of mkdir_lease

Campaign kill_mid_build(const std::string& lock, int seed) {
  return campaign({"--lock", lock, "--scenario", "kill_mid_build", "--workers", "2", "--executions", "10", "--seed",
                   std::to_string(seed)});
}

TEST(TwoClocks, ADeadHoldersLeaseCostsVirtualMinutes) {
  double virtual_s_max = 0;
  for (int seed = 1; seed <= 5; ++seed) {
    const Campaign run = kill_mid_build("mkdir_lease", seed);
    EXPECT_EQ(run.finished.status, 0) << run.finished;
    ASSERT_EQ(run.results.size(), 1U) << run.finished;
    EXPECT_EQ(run.results[0].at("executions"), 10);
    EXPECT_GT(run.results[0].at("steps"), 0);
    const double virtual_s = run.results[0].at("virtual_seconds");
    const bool says_minutes = run.finished.out.find(" min") != std::string::npos;
    EXPECT_EQ(says_minutes, virtual_s >= 60) << run.finished;
    virtual_s_max = std::max(virtual_s_max, virtual_s);
  }
  EXPECT_GT(virtual_s_max, stale_window_s) << "in 50 executions nobody waited for a dead holder";
}

TEST(TwoClocks, NobodyWaitsForADeadHolderOfAFlock) {
  const Campaign run = kill_mid_build("flock", 3);
  ASSERT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_LT(run.results[0].at("virtual_seconds"), 1.0);
}

}  // namespace
}  // namespace lockproof::e2e
