#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> git_pull_promises() {
  return {
      {"D1", "the owner is in the lock file before anybody can see it", "empty_lock_file", "hard_link", "empty_blocks",
       "progress"},
      {"D2", "where hard links fail, the lock file is created exclusively", "no_hard_links", "hard_link", "no_fallback",
       "exit_status"},
      {"D3", "missing directories above the lock file are made", "missing_directory", "flock", "needs_directory",
       "exit_status"},
      {"D4", "a dead owner's file is removed and the lock acquired", "kill_mid_build", "hard_link", "crash_blocks",
       "progress"},
      {"D5", "an empty file that is old enough is removed, by one waiter only", "empty_lock_file", "o_excl", "git_pull",
       "mutual_exclusion"},
      {"D6", "defect of the first version: an empty file is removed at once, under its owner", "build_once", "o_excl",
       "git_pull_v1", "mutual_exclusion"},
      {"D6", "defect of the second version: an empty file blocks for ever", "empty_lock_file", "o_excl", "git_pull_v2",
       "progress"},
      {"D7", "known limit: a writer stalls between create and write for longer than the grace", "stall", "o_excl",
       "git_pull_v3", "mutual_exclusion"},
      {"D8", "known limit: the look at the age and the removal are two steps", "empty_lock_file", "o_excl",
       "git_pull_v3", "mutual_exclusion"},
      {"D8", "the look at a dead owner and the removal are one step", "steal", "hard_link", "steal_toctou",
       "mutual_exclusion"},
      {"D9", "known limit: any failure of a link is taken for a missing one, in silence", "failing_link", "hard_link",
       "git_pull", "errors_propagate"},
      {"D10", "known limit: a dead owner's PID is used again, and waiters wait for ever", "pid_reuse", "hard_link",
       "git_pull", "progress"},
      {"D10", "known limit: an owner in another container is taken for dead", "containers", "hard_link", "git_pull",
       "mutual_exclusion"},
      {"D10", "the owner is known by more than its PID", "pid_reuse", "hard_link", "pid_reuse", "progress"},
      {"D10", "who is started again with a dead owner's PID does not take its lock for their own", "restart",
       "hard_link", "own_pid", "mutual_exclusion"},
      {"D11", "whoever sets no time-out waits for as long as it takes", "long_build", "flock", "impatient",
       "exit_status"},
      {"D12", "defect: what a failed clone has left is removed without the lock, and with it the next one's clone",
       "clean_up", "hard_link", "clean_up_outside", "no_foreign_write"},
      {"D13", "a release removes the lock file only if it is one's own", "lost_lease_is_told", "mkdir_lease",
       "release_steals", "release_is_own"},
      {"D13", "the temporary file is always removed", "time_out", "hard_link", "leaked_temp_file", "no_leaked_state"},
      {"D14", "keys that differ behind the last dot do not share a lock file", "many_keys", "flock", "replaced_suffix",
       "keys_are_independent"},
      {"D15", "contention is exercised with real processes", "build_once", "flock", "no_op", "mutual_exclusion"},
  };
}

}  // namespace lockproof::scenarios
