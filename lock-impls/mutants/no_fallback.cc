// Defect (no-fallback): where the file system has no hard links, acquire() fails: nobody gets the lock (row D2).
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {

const LockInfo no_fallback_lock{
    .name = "no_fallback",
    .summary = "mutant: hard_link, but fails where there are no hard links",
    .contract = {.survives_pid_reuse = false, .may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<PidFile>,
    .caught_by = "exit_status",
    .caught_in = "no_hard_links",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
