// Defect (clean-up-outside): the lock is sound, but what a failure or a dead worker has left is removed when the lock
// has been released. A fails and releases; B locks and begins; A removes the directory under B (row D12).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo clean_up_outside_lock{
    .name = "clean_up_outside",
    .summary = "mutant: flock, but cleans up when the lock has been released",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .cleans_up_inside = false,
    .caught_by = "no_foreign_write",
    .caught_in = "clean_up",
    .twin = "flock",
};

}  // namespace lockproof::locks
