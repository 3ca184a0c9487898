// Defect (eintr-acquired): a wait that a signal interrupts is taken for a lock. A holds; B waits; a signal with a
// handler reaches B: A and B are in.
#include <sys/file.h>

#include <cerrno>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/proc_locks.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class EintrAcquired final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  Flock take(int fd, Wait& wait) const override {
    if (wait.limited()) {
      return FlockLock::take(fd, wait);  // polls: there is nothing to interrupt
    }
    if (const Flock result = try_flock(fd, options_.path); result != Flock::busy) {
      return result;
    }
    wait.begin([fd] { return flock_holder(fd); });
    if (flock(fd, LOCK_EX) != 0 && errno != EINTR) {
      throw_errno("flock", options_.path);
    }
    return Flock::taken;
  }
};

}  // namespace

const LockInfo eintr_acquired_lock{
    .name = "eintr_acquired",
    .summary = "mutant: flock, but EINTR is taken for success",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<EintrAcquired>,
    .caught_by = "mutual_exclusion",
    .caught_in = "interrupted",
    .twin = "flock",
};

}  // namespace lockproof::locks
