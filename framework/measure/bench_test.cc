#include "measure/bench.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <stdexcept>

#include "lock-impls/locks.h"

namespace lockproof::measure {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

std::vector<model::ContentionResult> bench(std::vector<Contender> contenders, const char* workload, int repetitions) {
  contenders.insert(contenders.begin(), references().begin(), references().end());
  const BenchPlan plan{.contenders = std::move(contenders),
                       .workloads = {find_workload(workload)},
                       .workers = {1, 3},
                       .directories = {testing::TempDir()},
                       .seconds = 1.2,
                       .repetitions = repetitions,
                       .compared_with = kYardstick};
  return run_bench(plan, [](const BenchProgress&) {});
}

const model::ContentionResult& row(const std::vector<model::ContentionResult>& results, const char* lock, int workers) {
  for (const auto& result : results)
    if (result.lock == lock && result.workers == workers) return result;
  throw std::runtime_error("no such row");
}

TEST(Bench, HasARunForEachRepetitionOfEachRow) {
  const auto results = bench({contender_of(locks::flock_lock)}, "hot", 3);
  EXPECT_EQ(results.size(), 2 * (references().size() + 1));
  for (const auto& result : results) {
    EXPECT_EQ(result.runs.size(), 3U) << model::contention_name(result);
    double sum = 0;
    for (const auto& run : result.runs) sum += run.acquisitions;
    EXPECT_EQ(result.whole.acquisitions, sum);
    EXPECT_LE(result.judged.low, result.judged.median);
    EXPECT_LE(result.judged.median, result.judged.high);
    EXPECT_EQ(result.ratio.has_value(), result.lock != kYardstick);
  }
  EXPECT_GE(typical_spread(results, kYardstick), 0);  // medians of three runs may be equal
  EXPECT_TRUE(std::isnan(typical_spread(results, "nobody")));
}

TEST(Bench, JudgesByTheFigureOfTheWorkload) {
  const auto results = bench({}, "handoff", 1);
  const auto& result = row(results, "raw_fcntl", 2);
  EXPECT_EQ(result.judged_by, "handoff");
  EXPECT_EQ(result.judged.median, result.runs.at(0).handoff_p50_ns);
}

TEST(Bench, RunsNoMoreWhatIsDisqualified) {
  const auto results = bench({contender_of(locks::no_op_lock)}, "handoff", 3);
  const auto& broken = row(results, "no_op", 2);
  EXPECT_THAT(broken.disqualified, HasSubstr("excludes nobody"));
  EXPECT_THAT(broken.runs, IsEmpty());
  EXPECT_FALSE(broken.ratio);
  EXPECT_THAT(row(results, "none", 2).disqualified, IsEmpty());
}

TEST(Bench, SkipsWhatAContractDoesNotPromise) {
  const auto results = bench({contender_of(locks::mkdir_lease_lock)}, "recovery", 1);
  EXPECT_THAT(row(results, "mkdir_lease", 3).skipped, HasSubstr("recover"));
  EXPECT_THAT(row(results, "mkdir_lease", 3).runs, IsEmpty());
}

}  // namespace
}  // namespace lockproof::measure
