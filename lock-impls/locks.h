// The locks of this folder, as constants that a scenario or a program can use by name.
#pragma once

#include <span>

#include "lockproof/lock.h"

namespace lockproof::locks {

// Sound: each keeps its contract.
extern const LockInfo flock_lock;
extern const LockInfo posix_lock;
extern const LockInfo ofd_lock;
extern const LockInfo o_excl_lock;
extern const LockInfo hard_link_lock;
extern const LockInfo sentinel_lock;
extern const LockInfo mkdir_lease_lock;
extern const LockInfo fenced_lease_lock;

// As four systems published them, with the limits that their summaries name: a violation is a known one.
extern const LockInfo image_builder_lock;
extern const LockInfo adaptor_repository_lock;
extern const LockInfo ci_domain_lock;
extern const LockInfo git_pull_v1_lock;
extern const LockInfo git_pull_v2_lock;
extern const LockInfo git_pull_v3_lock;
extern const LockInfo git_pull_lock;

// Mutants: each has one defect, and names the oracle that must see it.
extern const LockInfo ab_ba_lock;
extern const LockInfo age_steal_lock;
extern const LockInfo ceiling_below_stale_lock;
extern const LockInfo check_then_create_lock;
extern const LockInfo clean_up_outside_lock;
extern const LockInfo crash_blocks_lock;
extern const LockInfo eintr_acquired_lock;
extern const LockInfo empty_blocks_lock;
extern const LockInfo eperm_is_dead_lock;
extern const LockInfo errno_swallowed_lock;
extern const LockInfo error_runs_twice_lock;
extern const LockInfo fail_open_lock;
extern const LockInfo fork_destructor_lock;
extern const LockInfo grace_too_short_lock;
extern const LockInfo impatient_lock;
extern const LockInfo inherited_fd_lock;
extern const LockInfo inode_number_lock;
extern const LockInfo kernel_trusted_lock;
extern const LockInfo leaked_descriptor_lock;
extern const LockInfo leaked_temp_file_lock;
extern const LockInfo lock_on_hit_lock;
extern const LockInfo lock_regardless_lock;
extern const LockInfo lost_reply_lock;
extern const LockInfo needs_directory_lock;
extern const LockInfo nfs_exclusive_lock;
extern const LockInfo no_fallback_lock;
extern const LockInfo no_op_lock;
extern const LockInfo no_recheck_lock;
extern const LockInfo orphan_body_lock;
extern const LockInfo own_pid_lock;
extern const LockInfo parent_unchecked_lock;
extern const LockInfo paused_heartbeat_lock;
extern const LockInfo pid_namespace_lock;
extern const LockInfo pid_reuse_lock;
extern const LockInfo posix_close_lock;
extern const LockInfo posix_same_process_lock;
extern const LockInfo premature_sentinel_lock;
extern const LockInfo release_steals_lock;
extern const LockInfo replaced_suffix_lock;
extern const LockInfo sentinel_of_failure_lock;
extern const LockInfo shared_state_lock;
extern const LockInfo shared_state_under_lock_lock;
extern const LockInfo short_write_lock;
extern const LockInfo silent_janitor_lock;
extern const LockInfo silent_wait_lock;
extern const LockInfo silently_unlocked_lock;
extern const LockInfo stale_look_lock;
extern const LockInfo starvation_lock;
extern const LockInfo steal_toctou_lock;
extern const LockInfo token_repeated_lock;
extern const LockInfo torn_record_lock;
extern const LockInfo unlink_after_unlock_lock;
extern const LockInfo unlink_while_held_lock;

std::span<const LockInfo* const> all_locks();
std::span<const LockInfo* const> all_published();
std::span<const LockInfo* const> all_mutants();

}  // namespace lockproof::locks
