#include "lock-impls/mkdir_lease.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "lock-impls/file_age.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/guard.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

struct stat status_of(int fd, const std::filesystem::path& path) {
  struct stat status {};
  if (fstat(fd, &status) != 0) {
    throw_errno("fstat", path);
  }
  return status;
}

int open_directory(const std::filesystem::path& path) {
  return open(path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

}  // namespace

MkdirLease::MkdirLease(const LockOptions& options, const LeaseTerms& terms) : options_(options), terms_(terms) {
  options_.time_out = options_.time_out.value_or(terms.retry_ceiling);
}

MkdirLease::~MkdirLease() {
  if (directory_) {
    MkdirLease::release();
  }
}

bool MkdirLease::acquire() {
  Wait wait(options_, watch_);
  for (;;) {
    if (make() || take_over()) {
      owner_ = getpid();
      wait.end();
      return true;
    }
    wait.begin([] { return "somebody"; });
    if (!wait.back_off(terms_.poll_max)) {
      return false;
    }
  }
}

void MkdirLease::release() {
  if (owner_ == getpid() && !remove_own()) {
    log_errno(options_, "cannot release", "; one more try");
    remove_own();
  }
  directory_.reset();
}

bool MkdirLease::remove_own() {
  const Guard guard(directory_.get(), options_);
  if (!guard) {
    return false;
  }
  if (is_ours()) {
    rmdir(options_.path.c_str());
  }
  return true;
}

bool MkdirLease::keep_alive() {
  const Guard guard(directory_.get(), options_);
  if (!guard) {
    throw_errno("flock", options_.path);
  }
  if (!is_ours()) {
    return false;
  }
  touch(directory_.get());
  return true;
}

bool MkdirLease::make() {
  if (with_parents(options_.path, [&] { return mkdir(options_.path.c_str(), 0777); }) != 0) {
    if (errno == EEXIST) {
      return false;
    }
    throw_errno("mkdir", options_.path);
  }
  directory_ = Descriptor(open_directory(options_.path));
  if (!directory_) {
    const int error = errno;
    rmdir(options_.path.c_str());
    errno = error;
    throw_errno("open", options_.path);
  }
  renewed_ns_ = mtime(status_of(directory_.get(), options_.path));
  return true;
}

bool MkdirLease::take_over() {
  struct stat status {};
  if (stat(options_.path.c_str(), &status) != 0 || !is_older(status, terms_.stale_age)) {
    return false;
  }
  Descriptor directory(open_directory(options_.path));
  if (!directory) {
    if (errno == ENOENT) {
      return false;
    }
    throw_errno("open", options_.path);
  }
  const Guard guard(directory.get(), options_);
  if (!guard) {
    throw_errno("flock", options_.path);
  }
  // Another waiter, or the holder, may have been faster.
  if (!names(options_.path, directory.get()) ||
      !is_older(status_of(directory.get(), options_.path), terms_.stale_age)) {
    return false;
  }
  touch(directory.get());
  directory_ = std::move(directory);
  return true;
}

// By the clock of the file server, which all share.
void MkdirLease::touch(int fd) {
  if (futimens(fd, nullptr) != 0) {
    throw_errno("futimens", options_.path);
  }
  renewed_ns_ = mtime(status_of(fd, options_.path));
}

bool MkdirLease::is_ours() const {
  struct stat status {};
  return fstat(directory_.get(), &status) == 0 && mtime(status) == renewed_ns_;
}

Contract lease_contract() {
  constexpr LeaseTerms kTerms;
  return {.recovery_max = kTerms.recovery_max(),
          .protects_orphans = false,
          .clock_skew_max = kTerms.clock_skew_max,
          .pause_max = kTerms.pause_max(),
          .handover_max = kTerms.handover_max(),
          .may_stay = {},
          .may_stay_after_kill = {"{lock}"}};
}

const LockInfo mkdir_lease_lock{
    .name = "mkdir_lease",
    .summary = "a directory whose mtime is renewed; stale after 300 s, waiters give up after 360 s",
    .contract = lease_contract(),
    .make = make_lock<MkdirLease>,
};

}  // namespace lockproof::locks
