// Defect (posix-same-process): claims to exclude threads, but F_SETLK belongs to the process. One thread of A holds;
// another thread of A locks as well: both are in. posix is the same lock, with a contract that says so.
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo posix_same_process_lock{
    .name = "posix_same_process",
    .summary = "mutant: posix, but claims to exclude threads too, as ofd does",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return posix_lock.make(options); },
    .caught_by = "mutual_exclusion",
    .caught_in = "threads",
    .twin = "ofd",
};

}  // namespace lockproof::locks
