// Defect (errno-swallowed): every failure of flock(2) is taken for contention. A kernel without a free lock (ENOLCK),
// or a file system without flock(2) (EOPNOTSUPP): A polls until its time-out, or for ever, and nobody learns why.
#include <sys/file.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/proc_locks.h"

namespace lockproof::locks {
namespace {

class ErrnoSwallowed final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  Flock take(int fd, Wait& wait) const override {
    while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
      wait.begin([fd] { return flock_holder(fd); });
      if (!wait.back_off()) {
        return Flock::busy;
      }
    }
    return Flock::taken;
  }
};

}  // namespace

const LockInfo errno_swallowed_lock{
    .name = "errno_swallowed",
    .summary = "mutant: flock, but every error is retried as contention",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<ErrnoSwallowed>,
    .caught_by = "errors_propagate",
    .caught_in = "no_flock",
    .twin = "flock",
};

}  // namespace lockproof::locks
