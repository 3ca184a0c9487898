// Defect (silently-unlocked): the lock is sound, but who wanted a lock and has no directory for it goes on without it
// and says nothing (row B11).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo silently_unlocked_lock{
    .name = "silently_unlocked",
    .summary = "mutant: flock, but goes on without a lock and does not say so",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .warns = false,
    .caught_by = "denied_lock_is_logged",
    .caught_in = "lock_off",
    .twin = "flock",
};

}  // namespace lockproof::locks
