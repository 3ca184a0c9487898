// Defect (lock-on-hit): the lock is sound, but it is taken before anybody has looked whether there is anything to
// build. A cache hit waits for whoever holds the lock (row B4).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo lock_on_hit_lock{
    .name = "lock_on_hit",
    .summary = "mutant: flock, but takes the lock before the first look, also for a cache hit",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .looks_first = false,
    .caught_by = "lock_free_cache_hit",
    .caught_in = "cache_hit",
    .twin = "flock",
};

}  // namespace lockproof::locks
