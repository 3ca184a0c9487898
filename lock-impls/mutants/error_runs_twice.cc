// Defect (error-runs-twice): the lock is sound, but the build routine takes any failure for one of the lock, and builds
// again without it. A builds, and the disk is full; A lets go; B locks and builds; A builds again: both are at work.
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo error_runs_twice_lock{
    .name = "error_runs_twice",
    .summary = "mutant: flock, but a build that fails is made again without the lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .retries_unlocked = true,
    .caught_by = "single_build",
    .caught_in = "failing_build",
    .twin = "flock",
};

}  // namespace lockproof::locks
