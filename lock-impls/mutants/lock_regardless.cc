// Defect (lock-regardless): the lock is sound, but it is taken also when locking is switched off (row B10).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo lock_regardless_lock{
    .name = "lock_regardless",
    .summary = "mutant: flock, but takes the lock also when locking is switched off",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .can_be_switched_off = false,
    .caught_by = "lock_free_cache_hit",
    .caught_in = "lock_off",
    .twin = "flock",
};

}  // namespace lockproof::locks
