#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> git_pull_promises() {
  return {
      {"D1", "the owner is in the lock file before anybody can see it", "empty_lock_file", "hard_link", "empty_blocks",
       "progress"},
      {"D2", "where link fails, an exclusive create takes its place", "no_hard_links", "git_pull", "git_pull_v1",
       "mutual_exclusion"},
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
      {"D9", "a link that fails for whatever reason lets no second one in", "no_hard_links", "hard_link", "git_pull_v1",
       "mutual_exclusion"},
      {"D10", "known limit: a dead owner's PID is used again, and waiters wait for ever", "pid_reuse", "hard_link",
       "git_pull", "progress"},
      {"D10", "known limit: an owner in another container is taken for dead", "containers", "hard_link", "git_pull",
       "mutual_exclusion"},
      {"D10", "the owner is known by more than its PID", "pid_reuse", "hard_link", "pid_reuse", "progress"},
  };
}

}  // namespace lockproof::scenarios
