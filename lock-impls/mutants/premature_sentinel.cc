// Defect (premature-sentinel): the lock is sound, but the sentinel is written before the installation is complete. Who
// looks meanwhile, or after the installer died, takes half an installation for a whole one (row B2).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo premature_sentinel_lock{
    .name = "premature_sentinel",
    .summary = "mutant: flock, but writes the sentinel before the installation is complete",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .publishes_last = false,
    .caught_by = "complete_artefact",
    .caught_in = "install",
    .twin = "flock",
};

}  // namespace lockproof::locks
