// Defect (sentinel-of-failure): the lock is sound, but the sentinel is written also after an installation that failed.
// Nobody tries again, and everybody takes what there is for a whole one (row B5).
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo sentinel_of_failure_lock{
    .name = "sentinel_of_failure",
    .summary = "mutant: flock, but writes the sentinel also after an installation that failed",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) { return flock_lock.make(options); },
    .publishes_only_success = false,
    .caught_by = "complete_artefact",
    .caught_in = "install",
    .twin = "flock",
};

}  // namespace lockproof::locks
