// What every sound lock does between processes (row D15: real ones, no mocks).
#include <gmock/gmock.h>

#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::StartsWith;

class LockProcessTest : public LockFixture, public ::testing::WithParamInterface<const LockInfo*> {
 protected:
  bool is_lease() const { return info_.contract.recovery_max > std::chrono::nanoseconds::zero(); }

  const LockInfo& info_ = *GetParam();
};

TEST_P(LockProcessTest, HolderExcludesAnotherProcessUntilItReleases) {
  Holder holder(info_, options_);
  ASSERT_TRUE(holder.holds());
  const auto lock = info_.make(impatient());
  EXPECT_FALSE(lock->acquire());
  holder.release();
  EXPECT_TRUE(lock->acquire());
}

TEST_P(LockProcessTest, WaiterSaysForWhomAndThatItGotTheLock) {
  Holder holder(info_, options_);
  ASSERT_TRUE(holder.holds());
  // A directory has no room for a name, and no kernel lock that names the holder.
  const std::string who = &info_ == &mkdir_lease_lock ? "somebody" : "pid " + std::to_string(holder.pid());
  // The wait has begun when its line comes, so the holder lets go of a lock that is waited for.
  options_.log = [&](std::string_view line) {
    log_.emplace_back(line);
    holder.begin_release();
  };
  EXPECT_TRUE(info_.make(options_)->acquire());
  EXPECT_THAT(log_, ElementsAre(StartsWith("waiting for " + options_.path.string() + ", held by " + who),
                                "acquired " + options_.path.string()));
}

TEST_P(LockProcessTest, WaiterWithATimeOutGetsAReleasedLock) {
  Holder holder(info_, options_);
  ASSERT_TRUE(holder.holds());
  options_.time_out = std::chrono::hours(1);
  options_.log = [&](std::string_view) { holder.begin_release(); };
  EXPECT_TRUE(info_.make(options_)->acquire());
}

TEST_P(LockProcessTest, KilledHolderIsRecoveredFrom) {
  Holder holder(info_, options_);
  ASSERT_TRUE(holder.holds());
  holder.kill();
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  if (is_lease()) {
    EXPECT_FALSE(info_.make(impatient())->acquire()) << "the lease has not expired";
    age(options_.path);
  }
  const auto lock = info_.make(impatient());
  ASSERT_TRUE(lock->acquire());
  EXPECT_FALSE(Holder(info_, impatient()).holds());
  lock->release();
  EXPECT_EQ(names(), names_that_may_stay(info_));
}

TEST_P(LockProcessTest, ForkedChildDoesNotReleaseItsParentsLock) {
  auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  const pid_t child = fork();
  if (child == 0) {
    lock->release();
    lock.reset();
    _exit(0);
  }
  waitpid(child, nullptr, 0);
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  EXPECT_FALSE(Holder(info_, impatient()).holds());
}

TEST_P(LockProcessTest, ForkedChildThatLivesOnDoesNotKeepAReleasedLock) {
  if (!info_.contract.excludes_threads) {
    GTEST_SKIP() << "the waiter is an object of the holder's process";
  }
  std::array<int, 2> life{};
  ASSERT_EQ(pipe(life.data()), 0);
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  const pid_t child = fork();
  if (child == 0) {
    close(life[1]);
    char byte = 0;
    _exit(static_cast<int>(read(life[0], &byte, 1)));
  }
  // Somebody waits when the parent releases. The time-out only ends a test that has failed.
  options_.time_out = std::chrono::seconds(30);
  options_.log = [&](std::string_view line) {
    if (line.starts_with("waiting for ")) {
      lock->release();
    }
  };
  EXPECT_TRUE(info_.make(options_)->acquire());
  close(life[1]);
  close(life[0]);
  waitpid(child, nullptr, 0);
}

// A holder makes a directory that only one can make, and removes it before it lets go.
TEST_P(LockProcessTest, OnlyOneProcessIsInsideAtATime) {
  const std::filesystem::path inside = directory_ / "inside";
  options_.log = nullptr;
  std::array<pid_t, 4> children{};
  for (pid_t& child : children) {
    child = fork();
    if (child == 0) {
      const auto lock = info_.make(options_);
      const int rounds = is_lease() ? 2 : 50;
      for (int round = 0; round < rounds; ++round) {
        if (!lock->acquire() || mkdir(inside.c_str(), 0700) != 0 || rmdir(inside.c_str()) != 0) {
          _exit(1);
        }
        lock->release();
      }
      _exit(0);
    }
  }
  for (const pid_t child : children) {
    int status = -1;
    waitpid(child, &status, 0);
    EXPECT_EQ(status, 0);
  }
  EXPECT_EQ(names(), names_that_may_stay(info_));
}

INSTANTIATE_TEST_SUITE_P(Sound, LockProcessTest, ::testing::ValuesIn(all_locks().begin(), all_locks().end()),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace lockproof::locks
