// What every sound lock does in one process.
#include <gmock/gmock.h>

#include <atomic>
#include <thread>

#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::IsEmpty;

class LockTest : public LockFixture, public ::testing::WithParamInterface<const LockInfo*> {
 protected:
  const LockInfo& info_ = *GetParam();
};

TEST_P(LockTest, ReleaseLeavesWhatTheContractSays) {
  const std::size_t before = open_descriptors();
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_TRUE(lock->keep_alive());
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  lock->release();
  EXPECT_EQ(names(), names_that_may_stay(info_));
  EXPECT_EQ(open_descriptors(), before);
  EXPECT_THAT(log_, IsEmpty());
}

TEST_P(LockTest, DestructorReleases) {
  { ASSERT_TRUE(info_.make(options_)->acquire()); }
  EXPECT_TRUE(info_.make(impatient())->acquire());
  EXPECT_EQ(names(), names_that_may_stay(info_));
}

TEST_P(LockTest, CanBeAcquiredAgain) {
  const auto lock = info_.make(impatient());
  ASSERT_TRUE(lock->acquire());
  lock->release();
  EXPECT_TRUE(lock->acquire());
}

TEST_P(LockTest, MakingAnObjectTouchesNothing) {
  const auto lock = info_.make(options_);
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(LockTest, TwoObjectsOfOneProcessExclude) {
  if (!info_.contract.excludes_threads) {
    GTEST_SKIP() << "its contract is between processes only";
  }
  const auto first = info_.make(options_);
  const auto second = info_.make(impatient());
  ASSERT_TRUE(first->acquire());
  EXPECT_FALSE(second->acquire());
  first->release();
  EXPECT_TRUE(second->acquire());
}

TEST_P(LockTest, ThreadsExclude) {
  if (!info_.contract.excludes_threads) {
    GTEST_SKIP() << "its contract is between processes only";
  }
  std::atomic<int> inside = 0;
  std::atomic<bool> met = false;
  const auto work = [&] {
    LockOptions options = options_;
    options.log = nullptr;
    const auto lock = info_.make(options);
    for (int round = 0; round < 3; ++round) {
      ASSERT_TRUE(lock->acquire());
      met = met || inside.fetch_add(1) != 0;
      std::this_thread::yield();
      inside.fetch_sub(1);
      lock->release();
    }
  };
  { const std::array<std::jthread, 3> threads{std::jthread(work), std::jthread(work), std::jthread(work)}; }
  EXPECT_FALSE(met);
}

TEST_P(LockTest, TimeOutLeavesNothingBehind) {
  const Holder holder(info_, options_);
  ASSERT_TRUE(holder.holds());
  const std::set<std::string> files = names();
  const std::size_t descriptors = open_descriptors();
  const auto lock = info_.make(impatient(std::chrono::milliseconds(5)));
  EXPECT_FALSE(lock->acquire());
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(names(), files);
}

TEST_P(LockTest, MissingParentsAreMade) {
  options_.path = directory_ / "one" / "two" / "build.lock";
  EXPECT_TRUE(info_.make(options_)->acquire());
}

TEST_P(LockTest, ParentThatIsAFileIsAnErrorThatLeavesNothing) {
  const std::filesystem::path file = directory_ / "file";
  ASSERT_EQ(mknod(file.c_str(), S_IFREG | 0600, 0), 0);
  options_.path = file / "build.lock";
  const std::size_t descriptors = open_descriptors();
  EXPECT_THROW(info_.make(options_)->acquire(), std::system_error);
  EXPECT_EQ(open_descriptors(), descriptors);
  EXPECT_EQ(names(), std::set<std::string>{"file"});
}

INSTANTIATE_TEST_SUITE_P(Sound, LockTest, ::testing::ValuesIn(all_locks().begin(), all_locks().end()),
                         [](const auto& test) { return std::string(test.param->name); });

// Of the locks whose file stays, those with which one process can play both parts.
class FileThatStaysTest : public LockTest {};

TEST_P(FileThatStaysTest, RemovalOfTheFileIsNoticed) {
  const auto first = info_.make(options_);
  ASSERT_TRUE(first->acquire());
  // The second one waits for a file that is removed before it gets it.
  LockOptions options = options_;
  options.log = [&](std::string_view line) {
    if (line.starts_with("waiting for ")) {
      std::filesystem::remove(options_.path);
      first->release();
    }
  };
  const auto second = info_.make(options);
  ASSERT_TRUE(second->acquire());
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  EXPECT_FALSE(info_.make(impatient())->acquire());
}

INSTANTIATE_TEST_SUITE_P(Sound, FileThatStaysTest, ::testing::Values(&flock_lock, &ofd_lock),
                         [](const auto& test) { return std::string(test.param->name); });

TEST(LocksTest, PublishedOnesSayTheirKnownLimit) {
  for (const LockInfo* info : all_published()) {
    EXPECT_NE(info->summary.find("known limit: "), std::string_view::npos) << info->name;
  }
}

TEST(LocksTest, NamesAreUniqueWords) {
  std::set<std::string_view> names;
  for (const auto& locks : {all_locks(), all_published(), all_mutants()}) {
    for (const LockInfo* info : locks) {
      EXPECT_TRUE(names.insert(info->name).second) << info->name;
      EXPECT_EQ(info->name.find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789_"), std::string_view::npos);
    }
  }
}

TEST(LocksTest, MutantsAndOnlyTheySayWhoCatchesThem) {
  for (const auto& locks : {all_locks(), all_published()}) {
    for (const LockInfo* info : locks) {
      EXPECT_EQ(info->caught_by, "") << info->name;
    }
  }
  for (const LockInfo* info : all_mutants()) {
    EXPECT_NE(info->caught_by, "") << info->name;
    EXPECT_TRUE(info->summary.starts_with("mutant: ")) << info->name;
  }
}

}  // namespace
}  // namespace lockproof::locks
