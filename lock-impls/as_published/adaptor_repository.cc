// The adaptor repository (rows B1 to B13): mkdir(2) takes the lock of an alias, and its holder touches the directory. A
// directory that was not touched for 5 min is removed by whoever finds it; waiters give up after 6 min.
//
// Known limits. The look at the age and the removal are two steps: of two waiters the second one can remove the first
// one's new directory, and both are in: so a death can let two in. The age is the waiter's clock against the file
// server's (row B12). A late holder that has not been told yet removes its successor's directory; one
// that stalls between the look at its directory and the touch takes its successor's for its own.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>

#include "lock-impls/file_age.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

constexpr std::chrono::minutes kStaleAge{5};
constexpr std::chrono::minutes kRetryCeiling{6};
constexpr std::chrono::seconds kPoll{1};

// Of the clocks of a waiter and of the file server. Half a minute is left for it between the two windows above.
constexpr std::chrono::seconds kClockSkewMax{30};

// Of the stale age, besides that, the time between two signs of life is to be taken.
constexpr std::chrono::seconds kPauseMax{240};

class AdaptorRepositoryLock final : public Lock {
 public:
  explicit AdaptorRepositoryLock(const LockOptions& options) : options_(options) {
    options_.time_out = options_.time_out.value_or(kRetryCeiling);
  }
  ~AdaptorRepositoryLock() override {
    if (owner_ != 0) {
      release();
    }
  }

  bool acquire() override {
    Wait wait(options_);
    while (!make()) {
      if (remove_stale()) {
        continue;
      }
      wait.begin([] { return "somebody"; });
      if (!wait.pause(kPoll)) {
        return false;
      }
    }
    owner_ = getpid();
    compromised_ = false;
    wait.end();
    return true;
  }

  void release() override {
    if (owner_ == getpid() && !compromised_) {
      rmdir(options_.path.c_str());
    }
    owner_ = 0;
  }

  bool keep_alive() override {
    struct stat status {};
    compromised_ = compromised_ || stat(options_.path.c_str(), &status) != 0 || mtime(status) != touched_ns_;
    if (!compromised_) {
      compromised_ = utimensat(AT_FDCWD, options_.path.c_str(), nullptr, 0) != 0;
      note_time();
    }
    return !compromised_;
  }

 private:
  bool make() {
    if (with_parents(options_.path, [&] { return mkdir(options_.path.c_str(), 0777); }) == 0) {
      note_time();
      return true;
    }
    if (errno == EEXIST) {
      return false;
    }
    throw_errno("mkdir", options_.path);
  }

  // Whether the directory is gone now.
  bool remove_stale() const {
    struct stat status {};
    if (stat(options_.path.c_str(), &status) != 0) {
      if (errno == ENOENT) {
        return true;
      }
      throw_errno("stat", options_.path);
    }
    return is_older(status, kStaleAge) && rmdir(options_.path.c_str()) == 0;
  }

  void note_time() {
    struct stat status {};
    if (stat(options_.path.c_str(), &status) == 0) {
      touched_ns_ = mtime(status);
    }
  }

  LockOptions options_;
  std::chrono::nanoseconds touched_ns_{};
  bool compromised_ = false;
  pid_t owner_ = 0;
};

}  // namespace

const LockInfo adaptor_repository_lock{
    .name = "adaptor_repository",
    .summary = "as published: mkdir(2) and its mtime; known limit: two waiters can both remove a stale one",
    .contract = {.kill_safe = false,
                 .recovery_max = kStaleAge + kClockSkewMax + std::chrono::seconds(1) + kPoll,
                 .protects_orphans = false,
                 .clock_skew_max = kClockSkewMax,
                 .pause_max = kPauseMax,
                 .tells_loss = false,
                 .handover_max = kPoll + std::chrono::seconds(1),
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<AdaptorRepositoryLock>,
};

}  // namespace lockproof::locks
