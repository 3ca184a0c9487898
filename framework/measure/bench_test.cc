#include "measure/bench.h"

#include <fmt/format.h>
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

// The yardstick tells how noisy the machine is: a row of steady runs, one of runs that differ, and a lock that is no
// yardstick.
TEST(Bench, KnowsANoisyMachineByItsYardstick) {
  const auto row_of = [](const char* lock, const std::vector<double>& p50_ns) {
    model::ContentionResult result{.workload = "hot", .lock = lock, .judged_by = "p50"};
    for (const double ns : p50_ns) result.runs.push_back({.acquire_p50_ns = ns});
    return result;
  };
  const auto steady = row_of(kYardstick, {100, 101, 102, 101, 100});
  const auto unsteady = row_of(kYardstick, {100, 160, 250, 120, 300});
  EXPECT_LT(typical_spread({steady, steady, row_of("flock", {1, 9, 99})}, kYardstick), 0.2);
  EXPECT_GT(typical_spread({unsteady, unsteady, row_of("flock", {1, 1, 1})}, kYardstick), 0.2);
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

// A holder that stays for milliseconds: a waiter that polls, ever more rarely, would notice the release long after it,
// and one that spins would burn the CPU. A machine that is busy gives a CPU late now and then, but not every time.
TEST(Bench, EveryWaiterIsWokenByTheReleaseAndSleepsUntilThen) {
  constexpr Workload kLong{
      .name = "long", .summary = "", .hold_ns = 6'000'000, .think_ns = 1'000'000, .workers = 2, .figure = "handoff"};
  constexpr int kTriesMax = 6;
  std::vector<const LockInfo*> locks(locks::all_locks().begin(), locks::all_locks().end());
  std::string seen;
  for (int i = 0; i < kTriesMax && !locks.empty(); ++i) {
    BenchPlan plan{.workloads = {&kLong},
                   .directories = {"/dev/shm"},  // a disk takes its time to make and to remove a directory
                   .seconds = 0.15 * static_cast<double>(locks.size() + 1),
                   .compared_with = "flock"};
    plan.contenders.push_back(contender_of(locks::flock_lock));
    for (const LockInfo* lock : locks)
      if (lock != &locks::flock_lock) plan.contenders.push_back(contender_of(*lock));
    const auto results = run_bench(plan, [](const BenchProgress&) {});
    const double flock_ns = row(results, "flock", 2).whole.handoff_p50_ns;
    std::erase_if(locks, [&](const LockInfo* lock) {
      const auto& figures = row(results, lock->name.data(), 2).whole;
      const double handoffs = figures.handoff_p50_ns / flock_ns;
      const double burnt = figures.waiter_cpu_ns / figures.acquire_p50_ns;
      seen += fmt::format("{}: {:.2f} times the handoff of flock, {:.2f} of the wait is CPU time\n", lock->name,
                          handoffs, burnt);
      return handoffs <= 5 && burnt < 0.2;
    });
  }
  EXPECT_THAT(locks, IsEmpty()) << seen;
}

TEST(Bench, SkipsWhatAContractDoesNotPromise) {
  const auto results = bench({contender_of(locks::mkdir_lease_lock)}, "recovery", 1);
  EXPECT_THAT(row(results, "mkdir_lease", 3).skipped, HasSubstr("recover"));
  EXPECT_THAT(row(results, "mkdir_lease", 3).runs, IsEmpty());
}

}  // namespace
}  // namespace lockproof::measure
