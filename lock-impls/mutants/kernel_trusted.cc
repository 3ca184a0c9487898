// Defect (lost-lock): promises to outlive the loss of the kernel's lock, and has nothing besides it. A's lock is
// silently gone; B takes it: A and B are in.
#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {

const LockInfo kernel_trusted_lock{
    .name = "kernel_trusted",
    .summary = "mutant: flock, which promises to survive the loss of the kernel's lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<FlockLock>,
    .caught_by = "mutual_exclusion",
    .caught_in = "lost_lock",
    .twin = "mkdir_lease",
};

}  // namespace lockproof::locks
