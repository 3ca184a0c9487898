#include "lock-impls/locks.h"

#include <array>

namespace lockproof::locks {

std::span<const LockInfo* const> all_locks() {
  static constexpr std::array kLocks{&flock_lock,     &posix_lock,    &ofd_lock,         &o_excl_lock,
                                     &hard_link_lock, &sentinel_lock, &mkdir_lease_lock, &fenced_lease_lock};
  return kLocks;
}

std::span<const LockInfo* const> all_published() {
  static constexpr std::array kPublished{&image_builder_lock, &adaptor_repository_lock, &ci_domain_lock,
                                         &git_pull_v1_lock,   &git_pull_v2_lock,        &git_pull_v3_lock,
                                         &git_pull_lock};
  return kPublished;
}

std::span<const LockInfo* const> all_mutants() {
  static constexpr std::array kMutants{&ab_ba_lock,
                                       &age_steal_lock,
                                       &ceiling_below_stale_lock,
                                       &check_then_create_lock,
                                       &clean_up_outside_lock,
                                       &crash_blocks_lock,
                                       &eintr_acquired_lock,
                                       &empty_blocks_lock,
                                       &eperm_is_dead_lock,
                                       &errno_swallowed_lock,
                                       &error_runs_twice_lock,
                                       &fail_open_lock,
                                       &fork_destructor_lock,
                                       &grace_too_short_lock,
                                       &impatient_lock,
                                       &inherited_fd_lock,
                                       &inode_number_lock,
                                       &kernel_trusted_lock,
                                       &leaked_descriptor_lock,
                                       &leaked_temp_file_lock,
                                       &lock_on_hit_lock,
                                       &lock_regardless_lock,
                                       &lost_reply_lock,
                                       &needs_directory_lock,
                                       &nfs_exclusive_lock,
                                       &no_fallback_lock,
                                       &no_op_lock,
                                       &no_recheck_lock,
                                       &orphan_body_lock,
                                       &own_pid_lock,
                                       &parent_unchecked_lock,
                                       &paused_heartbeat_lock,
                                       &pid_namespace_lock,
                                       &pid_reuse_lock,
                                       &posix_close_lock,
                                       &posix_same_process_lock,
                                       &premature_sentinel_lock,
                                       &release_steals_lock,
                                       &replaced_suffix_lock,
                                       &sentinel_of_failure_lock,
                                       &shared_state_lock,
                                       &shared_state_under_lock_lock,
                                       &short_write_lock,
                                       &silent_janitor_lock,
                                       &silent_wait_lock,
                                       &silently_unlocked_lock,
                                       &stale_look_lock,
                                       &starvation_lock,
                                       &steal_toctou_lock,
                                       &token_repeated_lock,
                                       &torn_record_lock,
                                       &unlink_after_unlock_lock,
                                       &unlink_while_held_lock};
  return kMutants;
}

}  // namespace lockproof::locks
