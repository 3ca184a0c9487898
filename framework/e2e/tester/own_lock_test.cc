// A program of somebody else that tests a lock of its own. With BROKEN the lock has a defect.
#include <fcntl.h>
#include <lockproof/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <filesystem>
#include <system_error>
#include <utility>

namespace {

// flock(2) on a file that is removed by whoever releases it.
class OwnLock : public lockproof::Lock {
 public:
  explicit OwnLock(lockproof::LockOptions options) : options_(std::move(options)) {}
  OwnLock(const OwnLock&) = delete;
  OwnLock& operator=(const OwnLock&) = delete;
  ~OwnLock() override {
    if (fd_ >= 0) release();
  }

  bool acquire() override {
    std::filesystem::create_directories(options_.path.parent_path());
    owner_ = getpid();
    const auto start = std::chrono::steady_clock::now();
    for (bool is_first = true;; is_first = false) {
      fd_ = open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
      if (fd_ < 0) throw std::system_error(errno, std::generic_category(), "open");
      bool is_mine = take(LOCK_EX | LOCK_NB);
      if (!is_mine && is_first && options_.log)
        options_.log("waiting for " + options_.path.string() + ", held by somebody");
      if (!is_mine && !options_.time_out) is_mine = take(LOCK_EX);
      if (is_mine && is_still_there()) return true;
      close(std::exchange(fd_, -1));
      if (!options_.time_out) continue;
      if (std::chrono::steady_clock::now() - start >= *options_.time_out) return false;
      usleep(100'000);
    }
  }

  void release() override {
    if (owner_ == getpid()) unlink(options_.path.c_str());  // a forked child has nothing to release
    close(std::exchange(fd_, -1));
  }

 private:
  // False if somebody else has the lock, or a signal came.
  bool take(int operation) {
    if (flock(fd_, operation) == 0) return true;
    if (errno == EWOULDBLOCK || errno == EINTR) return false;
    const std::system_error failure(errno, std::generic_category(), "flock");
    close(std::exchange(fd_, -1));
    throw failure;
  }

  // Whether the lock is on the file that others will open: it may have been removed meanwhile.
  bool is_still_there() const {
#ifdef BROKEN
    return true;
#else
    struct stat held {};
    struct stat named {};
    return fstat(fd_, &held) == 0 && stat(options_.path.c_str(), &named) == 0 && held.st_ino == named.st_ino &&
           held.st_dev == named.st_dev;
#endif
  }

  lockproof::LockOptions options_;
  int fd_ = -1;
  pid_t owner_ = 0;
};

const lockproof::LockInfo own_lock{
    .name = "own_lock",
    .summary = "flock on a file that its holder removes",
    .contract = {.survives_forks = false,
                 .survives_lost_locks = false,
                 .survives_stale_attributes = false,
                 .may_stay_after_kill = {"{lock}"}},
    .make = [](const lockproof::LockOptions& options) -> std::unique_ptr<lockproof::Lock> {
      return std::make_unique<OwnLock>(options);
    },
};

LOCKPROOF_CONFORMANCE(own_lock, .executions = 8);

TEST(OwnLock, SurvivesTwoKills) {
  EXPECT_LOCK_SAFE(own_lock, "kill_mid_build", .executions = 20, .workers = 2, .faults = {"kill x2"});
}

TEST(OwnLock, InAScenarioThatIsNotThere) {
  const auto result = lockproof::play(own_lock, "kill_mid_bild");
  EXPECT_EQ(result.kind, lockproof::PlayResult::Kind::failed);
  EXPECT_NE(result.text.find("there is no scenario 'kill_mid_bild'"), std::string::npos) << result.text;
}

}  // namespace

LOCKPROOF_MAIN();
