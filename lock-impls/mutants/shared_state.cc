// Defect (shared-state): the lock is sound, but each run counts in a file that all runs on a domain share, from before
// it takes the lock. The first run finds the second one's count as well, the second one finds no file (row C6).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo shared_state_lock{
    .name = "shared_state",
    .summary = "mutant: flock, but runs meet in a file that is made before the lock is taken",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .run_state = RunState::shared,
    .caught_by = "state_isolation",
    .caught_in = "per_run_state",
    .twin = "flock",
};

}  // namespace lockproof::locks
