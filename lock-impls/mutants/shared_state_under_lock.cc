// Defect (shared-state): as shared_state, with half a repair: the file is made under the lock, but is still one for all
// runs, and removed when the lock is free again. The next run counts on in it, and then finds no file (row C6).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo shared_state_under_lock_lock{
    .name = "shared_state_under_lock",
    .summary = "mutant: flock, but runs meet in a file that is made under the lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .run_state = RunState::shared_under_lock,
    .caught_by = "state_isolation",
    .caught_in = "per_run_state",
    .twin = "flock",
};

}  // namespace lockproof::locks
