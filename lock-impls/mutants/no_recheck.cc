// Defect (no-recheck): the lock is sound, but what is built under it is built without a second look. Those who waited
// build again what they waited for.
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo no_recheck_lock{
    .name = "no_recheck",
    .summary = "mutant: flock, but builds without a second look under the lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .rechecks = false,
    .caught_by = "single_build",
    .caught_in = "build_once",
    .twin = "flock",
};

}  // namespace lockproof::locks
