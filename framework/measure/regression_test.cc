#include "measure/regression.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "explore/split_mix.h"
#include "lock-impls/locks.h"
#include "measure/bench.h"

namespace lockproof::measure {
namespace {

using testing::IsEmpty;
using testing::SizeIs;

model::ContentionResult result_of(const char* lock, const std::vector<double>& p99_ns) {
  model::ContentionResult result{.workload = "hot", .lock = lock, .workers = 2, .directory = "/tmp"};
  for (const double value : p99_ns) result.runs.push_back({.acquire_p99_ns = value, .acquisitions_per_s = 1e9 / value});
  return result;
}

model::ContentionResult reference_of(const std::vector<double>& p99_ns) {
  model::ContentionResult result = result_of("raw_flock", p99_ns);
  result.note = "there for comparison";
  return result;
}

const std::vector<double> kBase{100, 104, 98, 101, 99};

std::vector<Regression> regressions(const std::vector<double>& now, const char* condition,
                                    const std::vector<double>& reference = kBase) {
  return find_regressions({result_of("flock", now), reference_of(reference)},
                          {result_of("flock", kBase), reference_of(kBase)}, {Condition(condition)});
}

TEST(Condition, IsAFigureASignAndAFactor) {
  const Condition above("p99.9>1.25x");
  EXPECT_EQ(above.figure->name, "p99.9");
  EXPECT_TRUE(above.is_above);
  EXPECT_EQ(above.factor, 1.25);
  EXPECT_FALSE(Condition("throughput<0.8x").is_above);
  for (const char* wrong :
       {"", "p99", "p99>", "p99>x", "p99>1.2", "p98>1.2x", "p99>0x", "p99>-1x", "p99=1.2x", "p99>1.2xx"})
    EXPECT_THROW(Condition{wrong}, BadCondition) << wrong;
}

TEST(Regressions, AreWhatIsBeyondTheFactor) {
  const auto found = regressions({150, 160, 155, 140, 170}, "p99>1.2x");
  ASSERT_THAT(found, SizeIs(1));
  EXPECT_EQ(found[0].name, "hot/flock/workers:2/dir:/tmp");
  EXPECT_DOUBLE_EQ(found[0].ratio.median, 1.55);
  EXPECT_THAT(regressions({150, 160, 155, 140, 170}, "throughput<0.8x"), SizeIs(1));
}

TEST(Regressions, AreNotWhatIsWithinTheFactor) {
  EXPECT_THAT(regressions(kBase, "p99>1.2x"), IsEmpty());
  EXPECT_THAT(regressions({110, 112, 111, 113, 110}, "p99>1.2x"), IsEmpty());
  EXPECT_THAT(regressions({50, 52, 51, 50, 49}, "p99>1.2x"), IsEmpty());
}

TEST(Regressions, AreNotWhatOneRunContradicts) {
  EXPECT_THAT(regressions({150, 160, 155, 100, 170}, "p99>1.2x"), IsEmpty());
}

TEST(Regressions, ShowDespiteOneBadRunOfNine) {
  const std::vector<double> before{100, 104, 98, 101, 99, 102, 103, 97, 9000};
  const std::vector<double> slow{150, 160, 155, 140, 170, 151, 152, 149, 148};
  const auto judge = [&](const std::vector<double>& now) {
    return find_regressions({result_of("flock", now)}, {result_of("flock", before)}, {Condition("p99>1.2x")});
  };
  EXPECT_THAT(judge(slow), SizeIs(1));
  EXPECT_THAT(judge({100, 104, 98, 101, 99, 102, 103, 9000, 9000}), IsEmpty());
}

TEST(Regressions, AreNotTheMachines) {
  EXPECT_THAT(regressions({150, 160, 155, 140, 170}, "p99>1.2x", {150, 151, 149, 152, 150}), IsEmpty());
}

TEST(Regressions, NeedEnoughRuns) {
  EXPECT_THAT(regressions({150, 160, 155, 140}, "p99>1.2x"), IsEmpty());
  EXPECT_EQ(count_comparable({result_of("flock", {1, 2, 3, 4})}, {result_of("flock", kBase)}), 0U);
  EXPECT_EQ(count_comparable({result_of("flock", kBase)}, {result_of("flock", kBase)}), 1U);
  EXPECT_EQ(count_comparable({result_of("posix", kBase)}, {result_of("flock", kBase)}), 0U);
}

// Five runs of each, drawn from the same wide distribution: pure chance would flag one in 252 at a factor of 1.
TEST(Regressions, AreRareByChance) {
  explore::SplitMix random(1);
  const auto draw = [&] {
    std::vector<double> values(5);
    for (double& value : values) value = 100 + static_cast<double>(random.below(100));
    return values;
  };
  int flagged = 0;
  for (int i = 0; i < 500; ++i)
    flagged +=
        find_regressions({result_of("flock", draw())}, {result_of("flock", draw())}, {Condition("p99>1.2x")}).empty()
            ? 0
            : 1;
  EXPECT_EQ(flagged, 0);
}

// flock, and 100 us of sleep.
class SlowLock final : public Lock {
 public:
  explicit SlowLock(const LockOptions& options) : lock_(locks::flock_lock.make(options)) {}
  bool acquire() override {
    const timespec duration{.tv_sec = 0, .tv_nsec = 100'000};
    nanosleep(&duration, nullptr);
    return lock_->acquire();
  }
  void release() override { lock_->release(); }

 private:
  std::unique_ptr<Lock> lock_;
};

TEST(Regressions, IncludeASleepOf100Microseconds) {
  const auto measure = [](const Contender& contender) {
    BenchPlan plan{.contenders = {contender},
                   .workloads = {find_workload("hot")},
                   .workers = {1},
                   .directories = {testing::TempDir()},
                   .seconds = 1.5,
                   .repetitions = 9,
                   .compared_with = kYardstick};
    plan.contenders.insert(plan.contenders.end(), references().begin(), references().end());
    return run_bench(plan, [](const BenchProgress&) {});
  };
  Contender slow = contender_of(locks::flock_lock);
  slow.prepare = [](auto) { return [](const LockOptions& options) { return std::make_unique<SlowLock>(options); }; };
  const auto before = measure(contender_of(locks::flock_lock));
  const std::vector<Condition> conditions{Condition("p50>2x")};
  EXPECT_THAT(find_regressions(measure(slow), before, conditions), SizeIs(1));
  EXPECT_THAT(find_regressions(measure(contender_of(locks::flock_lock)), before, conditions), IsEmpty());
}

}  // namespace
}  // namespace lockproof::measure
