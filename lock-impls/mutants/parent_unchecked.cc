// Defect (parent-unchecked): a run asks for a signal at its parent's death, and does not look whether the parent is
// dead already. The launcher is killed between the fork and the prctl(2); no signal ever comes, and the run keeps the
// lock until its alarm, an hour later (row C2).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo parent_unchecked_lock{
    .name = "parent_unchecked",
    .summary = "mutant: flock, by a run that can miss the death of its launcher",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .checks_parent = false,
    .caught_by = "progress",
    .caught_in = "parent_death",
    .twin = "flock",
};

}  // namespace lockproof::locks
