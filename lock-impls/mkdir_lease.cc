// The claim is a directory whose mtime its holder renews: a lease (row B1).
//
// Known limits. A holder that lets more than 300 s pass without keep_alive() can lose the lease, and learns of it from
// the next keep_alive(): until then two may be inside. So does one whose waiters' clocks are 300 s ahead of the file
// server's. A waiter takes over under a flock(2) of the directory, so that of several exactly one does; NFS keeps that
// flock within one machine, and there two waiters on two machines can both take over.
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <time.h>

#include <cerrno>
#include <chrono>

#include "lock-impls/descriptor.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

using std::chrono::nanoseconds;

constexpr std::chrono::seconds kStaleAge{300};
constexpr std::chrono::milliseconds kPoll{100};

// Above kStaleAge: whoever waits for a dead holder must live to see the lease expire (row B7).
constexpr std::chrono::seconds kRetryCeiling{360};
static_assert(kRetryCeiling > kStaleAge + kPoll);

nanoseconds since_epoch(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + nanoseconds(time.tv_nsec);
}

bool is_stale(const struct stat& status) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  return since_epoch(now) - since_epoch(status.st_mtim) > kStaleAge;
}

class MkdirLease final : public Lock {
 public:
  explicit MkdirLease(LockOptions options) : options_(std::move(options)) {
    options_.time_out = options_.time_out.value_or(kRetryCeiling);
  }
  ~MkdirLease() override {
    if (directory_) {
      release();
    }
  }

  bool acquire() override {
    Wait wait(options_);
    for (;;) {
      if (make() || take_over()) {
        owner_ = getpid();
        wait.end();
        return true;
      }
      wait.begin([] { return "somebody"; });
      if (!wait.pause(kPoll)) {
        return false;
      }
    }
  }

  void release() override {
    if (owner_ == getpid()) {
      if (const Guard guard(directory_.get()); guard && is_ours()) {
        rmdir(options_.path.c_str());
      }
    }
    directory_.reset();
  }

  bool keep_alive() override {
    const Guard guard(directory_.get());
    if (!guard) {
      throw_errno("flock", options_.path);
    }
    if (!is_ours()) {
      return false;
    }
    touch(directory_.get());
    return true;
  }

 private:
  // The flock of the claim: whoever renews, takes over or removes it holds this for the moment.
  class Guard {
   public:
    explicit Guard(int fd) : fd_(fd) {
      int result = 0;
      do {
        result = flock(fd, LOCK_EX);
      } while (result != 0 && errno == EINTR);
      held_ = result == 0;
    }
    Guard(const Guard&) = delete;
    Guard& operator=(const Guard&) = delete;
    ~Guard() {
      if (held_) {
        drop_flock(fd_);
      }
    }
    explicit operator bool() const { return held_; }

   private:
    int fd_;
    bool held_ = false;
  };

  bool make() {
    if (with_parents(options_.path, [&] { return mkdir(options_.path.c_str(), 0777); }) != 0) {
      if (errno == EEXIST) {
        return false;
      }
      throw_errno("mkdir", options_.path);
    }
    directory_ = Descriptor(open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory_) {
      const int error = errno;
      rmdir(options_.path.c_str());
      errno = error;
      throw_errno("open", options_.path);
    }
    renewed_ns_ = since_epoch(status_of(directory_.get()).st_mtim);
    return true;
  }

  // Takes the lease of a holder that gave no sign of life for kStaleAge.
  bool take_over() {
    struct stat status {};
    if (stat(options_.path.c_str(), &status) != 0 || !is_stale(status)) {
      return false;
    }
    Descriptor directory(open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory) {
      if (errno == ENOENT) {
        return false;
      }
      throw_errno("open", options_.path);
    }
    const Guard guard(directory.get());
    if (!guard) {
      throw_errno("flock", options_.path);
    }
    // Another waiter, or the holder, may have been faster.
    if (!names(options_.path, directory.get()) || !is_stale(status_of(directory.get()))) {
      return false;
    }
    touch(directory.get());
    directory_ = std::move(directory);
    return true;
  }

  struct stat status_of(int fd) const {
    struct stat status {};
    if (fstat(fd, &status) != 0) {
      throw_errno("fstat", options_.path);
    }
    return status;
  }

  // By the clock of the file server, which all share.
  void touch(int fd) {
    if (futimens(fd, nullptr) != 0) {
      throw_errno("futimens", options_.path);
    }
    renewed_ns_ = since_epoch(status_of(fd).st_mtim);
  }

  // Whoever takes over sets another mtime.
  bool is_ours() const {
    struct stat status {};
    return fstat(directory_.get(), &status) == 0 && since_epoch(status.st_mtim) == renewed_ns_;
  }

  LockOptions options_;
  Descriptor directory_;
  nanoseconds renewed_ns_{};
  pid_t owner_ = 0;
};

}  // namespace

const LockInfo mkdir_lease_lock{
    .name = "mkdir_lease",
    .summary = "a directory whose mtime is renewed; stale after 300 s, waiters give up after 360 s",
    // One second above the stale age and a poll: for file systems that keep whole seconds.
    .contract = {.recovery_max = kStaleAge + std::chrono::seconds(1) + kPoll,
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}"}},
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> { return std::make_unique<MkdirLease>(options); },
    .caught_by = {},
};

}  // namespace lockproof::locks
