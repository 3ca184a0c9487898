#include "lock-impls/mkdir_lease.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <system_error>

#include "lock-impls/announcement.h"
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
  try {
    if (wait_and_take()) {
      awaited_.reset();
      return true;
    }
  } catch (...) {
    give_up();
    throw;
  }
  give_up();
  return false;
}

bool MkdirLease::wait_and_take() {
  Wait wait(options_, watch_);
  for (;;) {
    if (make() || take_over()) {
      owner_ = getpid();
      wait.end();
      return true;
    }
    wait.begin([] { return "somebody"; });
    const bool was_watching = watch_.is_set();
    if (!wait.back_off(terms_.poll_max)) {
      return false;
    }
    if (!was_watching) {
      announce_ourselves();
    }
  }
}

void MkdirLease::announce_ourselves() {
  if (awaited_ && names(options_.path, awaited_.get())) {
    return;
  }
  awaited_ = Descriptor(open_directory(options_.path));
  if (!awaited_) {
    return;  // it is gone, or make() will say what is wrong
  }
  Guard guard(awaited_.get(), options_);
  if (!guard) {
    throw_errno("flock", options_.path);
  }
  const bool is_there = names(options_.path, awaited_.get());
  if (is_there) {
    announce(awaited_.get(), options_);
  }
  if (!guard.end() || !is_there) {
    awaited_.reset();  // a directory tells that it is gone when nobody has it open
  }
}

void MkdirLease::give_up() {
  if (!awaited_) {
    return;
  }
  try {
    const Guard guard(awaited_.get(), options_);
    const struct stat status = status_of(awaited_.get(), options_.path);
    if (guard && is_older(status, terms_.stale_age) && names(options_.path, status) &&
        !is_awaited(awaited_.get(), options_)) {
      rmdir(options_.path.c_str());
    }
  } catch (const std::system_error& error) {
    if (options_.log) {
      options_.log(error.what());
    }
  }
  awaited_.reset();
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
    hand_over();
  }
  return true;
}

void MkdirLease::hand_over() {
  const bool has_waiter = is_awaited(directory_.get(), options_);
  if (has_waiter) {
    constexpr std::array<timespec, 2> kLongAgo{};
    if (futimens(directory_.get(), kLongAgo.data()) == 0) {
      return;
    }
    log_errno(options_, "cannot hand over", "; it is removed");  // it is somebody else's directory
  }
  rmdir(options_.path.c_str());
  if (has_waiter) {
    // Who has a directory open is not told of its end, but of its new time.
    futimens(directory_.get(), nullptr);
  }
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
  status = status_of(directory.get(), options_.path);
  if (!names(options_.path, status) || !is_older(status, terms_.stale_age)) {
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
