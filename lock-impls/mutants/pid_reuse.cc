// Defect (pid-reuse): the owner is known by its PID alone. A dies; its PID is given to another process, which has
// nothing to do with the lock: B finds "the owner" alive and waits for ever (row D10). hard_link survives it: there the
// kernel drops the dead owner's flock(2).
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {

const LockInfo pid_reuse_lock{
    .name = "pid_reuse",
    .summary = "mutant: hard_link, but a dead owner is told by kill(PID, 0)",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<PidFile>,
    .caught_by = "progress",
    .caught_in = "pid_reuse",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
