#include <gmock/gmock.h>

#include <utility>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::IsEmpty;

using MkdirLeaseTest = LockFixture;

timespec mtime_of(const std::filesystem::path& path) {
  struct stat status {};
  EXPECT_EQ(stat(path.c_str(), &status), 0);
  return status.st_mtim;
}

bool later(const timespec& left, const timespec& right) {
  return std::pair(left.tv_sec, left.tv_nsec) > std::pair(right.tv_sec, right.tv_nsec);
}

TEST_F(MkdirLeaseTest, KeepAliveRenewsTheLease) {
  const auto lock = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  const timespec before = mtime_of(options_.path);
  // The clock of the file system moves in ticks.
  const std::filesystem::path probe = directory_ / "probe";
  do {
    std::filesystem::remove(probe);
    ASSERT_EQ(mkdir(probe.c_str(), 0700), 0);
  } while (!later(mtime_of(probe), before));
  EXPECT_TRUE(lock->keep_alive());
  EXPECT_TRUE(later(mtime_of(options_.path), before));
  EXPECT_TRUE(lock->keep_alive()) << "it knows what it set";
}

// B13
TEST_F(MkdirLeaseTest, LateHolderLearnsThatItsLeaseWasTakenAndLeavesItToTheThief) {
  const auto late = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(late->acquire());
  age(options_.path);
  const auto thief = mkdir_lease_lock.make(impatient());
  ASSERT_TRUE(thief->acquire());
  EXPECT_FALSE(late->keep_alive());
  late->release();
  EXPECT_FALSE(mkdir_lease_lock.make(impatient())->acquire());
  EXPECT_TRUE(thief->keep_alive());
  thief->release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(MkdirLeaseTest, OnlyOneOfTwoThievesTakesAnExpiredLease) {
  const auto dead = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(dead->acquire());
  age(options_.path);
  const auto faster = mkdir_lease_lock.make(impatient());
  before_flock = [&] { EXPECT_TRUE(faster->acquire()); };
  EXPECT_FALSE(mkdir_lease_lock.make(impatient())->acquire());
  EXPECT_TRUE(faster->keep_alive());
}

TEST_F(MkdirLeaseTest, ThiefDoesNotTakeADirectoryThatIsGone) {
  const auto late = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(late->acquire());
  age(options_.path);
  const auto next = mkdir_lease_lock.make(impatient());
  // As a release of the late holder would.
  before_flock = [&] {
    std::filesystem::remove(options_.path);
    EXPECT_TRUE(next->acquire());
  };
  EXPECT_FALSE(mkdir_lease_lock.make(impatient())->acquire());
  EXPECT_TRUE(next->keep_alive());
}

TEST_F(MkdirLeaseTest, IsHandedOverToWhoWaits) {
  const auto lock = mkdir_lease_lock.make(options_);
  const auto next = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_TRUE(is_handed_over(*lock, *next));
  EXPECT_TRUE(next->keep_alive());
  next->release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(MkdirLeaseTest, WhatWasLeftToSomebodyWhoDiedIsTakenAtOnce) {
  const auto lock = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  release_to_the_dead(*lock);
  EXPECT_TRUE(mkdir_lease_lock.make(impatient())->acquire());
  EXPECT_THAT(names(), IsEmpty());
}

// The waiter has looked for the last time when the lease is left to it.
TEST_F(MkdirLeaseTest, WhoGivesUpLeavesNothingBehind) {
  const auto lock = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  const auto after_unlock = [&] { before_flock = [&] { lock->release(); }; };
  before_flock = [&] { before_flock = after_unlock; };  // the guard of the announcement
  EXPECT_FALSE(mkdir_lease_lock.make(impatient(std::chrono::milliseconds(5)))->acquire());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(MkdirLeaseTest, WhoGivesUpLeavesTheHolderAlone) {
  const auto lock = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_FALSE(mkdir_lease_lock.make(impatient(std::chrono::milliseconds(5)))->acquire());
  EXPECT_TRUE(lock->keep_alive());
  lock->release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(MkdirLeaseTest, LeaseWithinTheWindowIsNotTaken) {
  const auto lock = mkdir_lease_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  const std::array<timespec, 2> times{timespec{.tv_sec = time(nullptr) - 200, .tv_nsec = 0},
                                      timespec{.tv_sec = time(nullptr) - 200, .tv_nsec = 0}};
  ASSERT_EQ(utimensat(AT_FDCWD, options_.path.c_str(), times.data(), 0), 0);
  EXPECT_FALSE(mkdir_lease_lock.make(impatient())->acquire());
}

}  // namespace
}  // namespace lockproof::locks
