#include "scenarios/promises/promises.h"

namespace lockproof::scenarios {

std::vector<Promise> adaptor_repository_promises() {
  return {
      {"B1", "a lease is kept alive by its holder's signs of life", "long_build", "mkdir_lease", "age_steal",
       "mutual_exclusion"},
      {"B2", "the sentinel is written only after the installation is complete", "install", "flock",
       "premature_sentinel", "complete_artefact"},
      {"B3", "installed means sentinel and package.json: what was half installed is installed again", "install",
       "mkdir_lease", "premature_sentinel", "complete_artefact"},
      {"B4", "a cache hit touches no lock", "cache_hit", "mkdir_lease", "lock_on_hit", "lock_free_cache_hit"},
      {"B5", "an installation that fails writes no sentinel; the next worker tries again", "install", "flock",
       "sentinel_of_failure", "complete_artefact"},
      {"B6", "a worker is killed while it installs: the others go on after the stale window", "kill_mid_build",
       "mkdir_lease", "crash_blocks", "progress"},
      {"B7", "waiters are patient for longer than the stale window", "kill_mid_build", "mkdir_lease",
       "ceiling_below_stale", "exit_status"},
      {"B8", "a cold start of many workers, with a death, ends installed", "install", "mkdir_lease",
       "ceiling_below_stale", "exit_status"},
      {"B9", "different aliases install in parallel", "many_keys", "mkdir_lease", "replaced_suffix",
       "keys_are_independent"},
      {"B10", "locking that is switched off touches no lock", "lock_off", "flock", "lock_regardless",
       "lock_free_cache_hit"},
      {"B11", "a lock that is wanted but has no directory: a warning, and it goes on without", "lock_off", "flock",
       "silently_unlocked", "denied_lock_is_logged"},
      {"B12", "staleness is judged by file times: clocks that are an hour apart let two in", "clock_skew", "flock",
       "adaptor_repository", "mutual_exclusion"},
      {"B13", "a holder that was too late with its sign of life is told that the lock is lost", "lost_lease_is_told",
       "mkdir_lease", "paused_heartbeat", "lock_loss_is_told"},
      {"B13", "a holder that was stopped for longer than its lease overwrites nothing of its successor's", "fencing",
       "fenced_lease", "token_repeated", "no_stale_write"},
      {"B13", "a holder that has lost the lock leaves its successor's alone", "lost_lease_is_told", "mkdir_lease",
       "release_steals", "release_is_own"},
      {"B13",
       "as published, looking and touching are two steps: a late holder can be told that the lock is still its own",
       "lost_lease_is_told", "mkdir_lease", "adaptor_repository", "lock_loss_is_told"},
  };
}

}  // namespace lockproof::scenarios
