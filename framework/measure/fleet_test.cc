// Counts and exactness; nothing here depends on how fast the machine is.
#include "measure/fleet.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cerrno>
#include <cmath>
#include <numeric>

#include "lock-impls/locks.h"

namespace lockproof::measure {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::int64_t kMs = 1'000'000;

class FleetTest : public testing::Test {
 protected:
  FleetTest() {
    std::string name = testing::TempDir() + "fleet_test.XXXXXX";
    directory_ = mkdtemp(name.data());
  }
  ~FleetTest() override { std::filesystem::remove_all(directory_); }

  FleetRun run(const Contender& contender, const char* workload, int workers = 3, double rate = 0) const {
    const FleetRun run = run_fleet({.contender = &contender,
                                    .workload = find_workload(workload),
                                    .workers = workers,
                                    .duration_ns = 60 * kMs,
                                    .rate = rate,
                                    .directory = directory_});
    EXPECT_EQ(waitpid(-1, nullptr, WNOHANG), -1) << "a process is left";
    EXPECT_EQ(errno, ECHILD);
    EXPECT_TRUE(std::filesystem::is_empty(directory_));
    return run;
  }

  std::filesystem::path directory_;
};

// Locks that fail in one way each.
class Misbehaving : public Lock {
 public:
  bool acquire() override { return true; }
  void release() override {}
};
class Blocking final : public Misbehaving {
 public:
  bool acquire() override {
    for (;;) pause();
  }
};
class Throwing final : public Misbehaving {
 public:
  bool acquire() override { throw std::runtime_error("no such luck"); }
};
class GivingUp final : public Misbehaving {
 public:
  bool acquire() override { return false; }
};

template <typename Misbehaviour>
Contender contender() {
  Contender contender;
  contender.contract.handover_max = {};
  contender.prepare = [](auto) { return [](const LockOptions&) { return std::make_unique<Misbehaviour>(); }; };
  return contender;
}

TEST_F(FleetTest, CountsEveryAcquisitionOnce) {
  const FleetRun fleet = run(contender_of(locks::flock_lock), "hot");
  EXPECT_THAT(fleet.disqualified, IsEmpty());
  const auto& shares = fleet.counts.acquisitions;
  ASSERT_EQ(shares.size(), 3U);
  const auto all = std::accumulate(shares.begin(), shares.end(), std::uint64_t{0});
  EXPECT_GT(all, 0U);
  EXPECT_EQ(fleet.counts.acquire.count(), all);
  EXPECT_LE(fleet.counts.handoff.count(), all);
  EXPECT_LE(fleet.counts.longest_run, all);
  const auto figures = fleet.counts.figures();
  EXPECT_EQ(figures.acquisitions, static_cast<double>(all));
  EXPECT_NEAR(figures.acquisitions_per_s, static_cast<double>(all) / 0.06, 1);
  EXPECT_LE(figures.acquire_p50_ns, figures.acquire_p99_ns);
  EXPECT_EQ(figures.acquire_max_ns, static_cast<double>(fleet.counts.acquire.max()));
}

TEST_F(FleetTest, SeesHandoffsWhereEverybodyWaits) {
  const FleetRun fleet = run(contender_of(locks::flock_lock), "handoff", 2);
  EXPECT_THAT(fleet.disqualified, IsEmpty());
  EXPECT_GT(fleet.counts.handoff.count(), fleet.counts.acquire.count() / 2);
}

TEST_F(FleetTest, WithoutALockNobodyHandsItOver) {
  EXPECT_EQ(run(references().front(), "handoff", 2).counts.handoff.count(), 0U);
}

TEST_F(FleetTest, AloneHandsNothingOver) {
  const FleetRun fleet = run(contender_of(locks::flock_lock), "hot", 1);
  EXPECT_EQ(fleet.counts.handoff.count(), 0U);
  EXPECT_EQ(fleet.counts.longest_run, fleet.counts.acquire.count());
  EXPECT_EQ(fleet.counts.figures().jain, 1);
}

TEST_F(FleetTest, EveryReferenceDoesItsJobInEveryWorkload) {
  for (const Contender& reference : references())
    for (const Workload& workload : all_workloads()) {
      const FleetRun fleet = run(reference, workload.name.data(), workload.workers != 0 ? workload.workers : 3);
      EXPECT_THAT(fleet.disqualified, IsEmpty()) << reference.name << ' ' << workload.name;
      EXPECT_GT(fleet.counts.acquire.count(), 0U) << reference.name << ' ' << workload.name;
    }
}

TEST_F(FleetTest, DisqualifiesALockThatExcludesNobody) {
  EXPECT_THAT(run(contender_of(locks::no_op_lock), "handoff", 2).disqualified, HasSubstr("excludes nobody"));
  EXPECT_THAT(run(contender_of(locks::no_op_lock), "recovery").disqualified, HasSubstr("excludes nobody"));
}

TEST_F(FleetTest, DisqualifiesALockThatBuildsTwice) {
  EXPECT_THAT(run(contender<Misbehaving>(), "build_once").disqualified, testing::Not(IsEmpty()));
}

TEST_F(FleetTest, EndsWhenALockBlocksForEver) {
  EXPECT_THAT(run(contender<Blocking>(), "hot").disqualified, HasSubstr("stuck"));
}

TEST_F(FleetTest, TellsWhatALockThrows) {
  EXPECT_THAT(run(contender<Throwing>(), "hot").disqualified, HasSubstr("no such luck"));
  EXPECT_THAT(run(contender<GivingUp>(), "build_once").disqualified, HasSubstr("gives up"));
}

TEST_F(FleetTest, RecoversFromTheDeathOfTheHolder) {
  const FleetRun fleet = run(contender_of(locks::flock_lock), "recovery");
  EXPECT_THAT(fleet.disqualified, IsEmpty());
  EXPECT_GT(fleet.counts.handoff.count(), 0U);
}

TEST_F(FleetTest, OpenLoopCountsFromTheIntendedStart) {
  // One process cannot hold for 200 us 10,000 times a second: each start is later than the one before, and it shows.
  const auto open = run(contender_of(locks::flock_lock), "handoff", 1, 10'000).counts.figures();
  const auto closed = run(contender_of(locks::flock_lock), "handoff", 1).counts.figures();
  EXPECT_GT(open.acquire_p50_ns, 10 * closed.acquire_p50_ns);
}

TEST(FleetCounts, AddUp) {
  FleetCounts a{.acquire = {}, .handoff = {}, .acquisitions = {1, 2}, .elapsed_ns = 10, .longest_run = 2};
  const FleetCounts b{.acquire = {}, .handoff = {}, .acquisitions = {5, 6}, .elapsed_ns = 20, .longest_run = 7};
  a.acquire.add(5);
  a.merge(b);
  EXPECT_THAT(a.acquisitions, testing::ElementsAre(6, 8));
  EXPECT_EQ(a.elapsed_ns, 30);
  EXPECT_EQ(a.longest_run, 7U);
  EXPECT_EQ(a.acquire.count(), 1U);
}

TEST(Jain, IsOneForEqualSharesAndOneNthForOneShare) {
  EXPECT_EQ(jain_index({5, 5, 5}), 1);
  EXPECT_EQ(jain_index({9, 0, 0}), 1.0 / 3);
  EXPECT_DOUBLE_EQ(jain_index({1, 3}), 0.8);
  EXPECT_TRUE(std::isnan(jain_index({0, 0})));
}

}  // namespace
}  // namespace lockproof::measure
