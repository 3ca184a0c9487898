#include "lock-impls/flock_lock.h"

#include <fcntl.h>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/proc_locks.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {

FlockLock::~FlockLock() {
  if (file_) {
    FlockLock::release();
  }
}

bool FlockLock::acquire() {
  Wait wait(options_);
  for (;;) {
    Descriptor file = open_file();
    const Flock result = take(file.get(), wait);
    if (result == Flock::unsupported) {
      throw_errno("flock", options_.path);
    }
    if (result == Flock::busy) {
      return false;
    }
    // Somebody may have removed the file since it was opened; the next one then locks another file.
    if (is_current(file.get())) {
      file_ = std::move(file);
      owner_ = getpid();
      wait.end();
      return true;
    }
  }
}

void FlockLock::release() {
  if (is_holder()) {
    drop_flock(file_.get(), options_);
  }
  file_.reset();
}

Descriptor FlockLock::open_file() const {
  Descriptor file(
      with_parents(options_.path, [&] { return open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); }));
  if (!file) {
    throw_errno("open", options_.path);
  }
  return file;
}

Flock FlockLock::take(int fd, Wait& wait) const {
  return take_flock(fd, options_.path, wait, [fd] { return flock_holder(fd); });
}

bool FlockLock::is_current(int fd) const {
  return names(options_.path, fd);
}

const LockInfo flock_lock{
    .name = "flock",
    .summary = "flock(2) on a file that stays",
    .contract = {.survives_lost_locks = false, .may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<FlockLock>,
};

}  // namespace lockproof::locks
