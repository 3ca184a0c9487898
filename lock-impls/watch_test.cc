// How leases wait, and claims with a time-out: woken by the release, and all the same where nothing can wake them.
#include "lock-impls/watch.h"

#include <gmock/gmock.h>

#include <thread>
#include <utility>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::StartsWith;

constexpr std::chrono::hours kForEver(1);

class WatchTest : public LockFixture {
 protected:
  WatchTest() { mkdir(options_.path.c_str(), 0700); }
  Watch watch_;
};

TEST_F(WatchTest, TellsWhatHappenedSinceItBeganAndOnlyThen) {
  ASSERT_TRUE(watch_.begin(options_.path));
  EXPECT_FALSE(watch_.sleep(std::chrono::nanoseconds::zero()));
  EXPECT_TRUE(watch_.is_set());
  std::filesystem::remove(options_.path);
  EXPECT_TRUE(watch_.sleep(kForEver));
  EXPECT_FALSE(watch_.is_set());
  EXPECT_FALSE(watch_.begin(options_.path));
  EXPECT_EQ(errno, ENOENT);
}

TEST_F(WatchTest, TellsThatAnOpenFileWasRemoved) {
  const std::filesystem::path file = directory_ / "file";
  const Descriptor open_file(open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600));
  ASSERT_TRUE(watch_.begin(file));
  std::filesystem::remove(file);
  EXPECT_TRUE(watch_.sleep(kForEver));
}

TEST_F(WatchTest, IsWokenByTheLastClose) {
  Descriptor open_directory(open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  ASSERT_TRUE(watch_.begin(options_.path));
  std::filesystem::remove(options_.path);
  open_directory.reset();
  EXPECT_TRUE(watch_.sleep(kForEver));
}

TEST_F(WatchTest, IsClosedInNewPrograms) {
  const std::size_t before = open_descriptors();
  ASSERT_TRUE(watch_.begin(options_.path));
  int watches = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
    std::error_code gone;  // the iterator's own
    if (std::filesystem::read_symlink(entry, gone) == "anon_inode:inotify") {
      EXPECT_EQ(fcntl(std::stoi(entry.path().filename()), F_GETFD), FD_CLOEXEC);
      ++watches;
    }
  }
  EXPECT_EQ(watches, 1);
  watch_.close();
  EXPECT_EQ(open_descriptors(), before);
}

class WatchingWaiterTest : public LockFixture, public ::testing::WithParamInterface<const LockInfo*> {
 protected:
  // By this process.
  static bool is_open(const std::filesystem::path& path) {
    for (const auto& entry : std::filesystem::directory_iterator("/proc/self/fd")) {
      std::error_code gone;  // the iterator's own
      if (std::filesystem::read_symlink(entry, gone) == path) {
        return true;
      }
    }
    return false;
  }
};

TEST_P(WatchingWaiterTest, IsPolledAndSaysSoWhereThereIsNoWatch) {
  Holder holder(*GetParam(), options_);
  ASSERT_TRUE(holder.holds());
  inotify_error = EMFILE;
  options_.time_out = std::chrono::seconds(10);  // only ends a test that has failed
  options_.log = [&](std::string_view line) {
    log_.emplace_back(line);
    if (line.starts_with("cannot watch")) {
      holder.begin_release();
    }
  };
  EXPECT_TRUE(GetParam()->make(options_)->acquire());
  inotify_error = 0;
  EXPECT_THAT(log_, ElementsAre(StartsWith("waiting for"), HasSubstr("Too many open files; it is polled"),
                                StartsWith("acquired")));
}

// The kernel would not tell of the removal of a directory that the waiter itself has open.
TEST_P(WatchingWaiterTest, SleepsWithoutTheClaimOpen) {
  Holder holder(*GetParam(), options_);
  ASSERT_TRUE(holder.holds());
  inotify_error = EMFILE;  // is told when the sleep begins
  options_.time_out = std::chrono::seconds(10);
  options_.log = [&](std::string_view line) {
    if (line.starts_with("cannot watch")) {
      EXPECT_FALSE(is_open(options_.path));
      log_.emplace_back(line);
      holder.begin_release();
    }
  };
  EXPECT_TRUE(GetParam()->make(options_)->acquire());
  inotify_error = 0;
  EXPECT_EQ(log_.size(), 1U);
}

TEST_P(WatchingWaiterTest, LeavesNoDescriptorOpen) {
  const std::size_t before = open_descriptors();
  {
    options_.time_out = std::chrono::seconds(10);  // only ends a test that has failed
    const auto lock = GetParam()->make(options_);
    for (int round = 0; round < 3; ++round) {
      Holder holder(*GetParam(), options_);
      std::jthread releaser([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(3));
        holder.begin_release();
      });
      EXPECT_TRUE(lock->acquire());
      lock->release();
    }
  }
  EXPECT_EQ(open_descriptors(), before);
}

INSTANTIATE_TEST_SUITE_P(Locks, WatchingWaiterTest,
                         ::testing::Values(&mkdir_lease_lock, &fenced_lease_lock, &o_excl_lock, &hard_link_lock,
                                           &sentinel_lock),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace lockproof::locks
