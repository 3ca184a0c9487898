// Defect (silent-janitor): the lock is sound, but whoever finds that a run has had it for hours says nothing. A run
// that is stuck stays so, and nobody learns why all others wait (row C4).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo silent_janitor_lock{
    .name = "silent_janitor",
    .summary = "mutant: flock, whose janitor does not tell of runs that are stuck",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .warns = false,
    .caught_by = "overdue_is_logged",
    .caught_in = "overdue",
    .twin = "flock",
};

}  // namespace lockproof::locks
