// The scenarios of this folder.
#pragma once

#include <span>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

extern const Scenario build_once_scenario;
extern const Scenario kill_mid_build_scenario;
extern const Scenario one_artefact_scenario;
extern const Scenario long_build_scenario;
extern const Scenario pause_within_lease_scenario;
extern const Scenario pause_past_lease_scenario;
extern const Scenario lost_lease_is_told_scenario;
extern const Scenario slight_clock_skew_scenario;
extern const Scenario clock_skew_scenario;
extern const Scenario coarse_times_scenario;
extern const Scenario install_scenario;
extern const Scenario cache_hit_scenario;
extern const Scenario lock_off_scenario;
extern const Scenario many_keys_scenario;
extern const Scenario missing_directory_scenario;
extern const Scenario nested_keys_scenario;
extern const Scenario hand_over_scenario;
extern const Scenario time_out_scenario;
extern const Scenario threads_scenario;
extern const Scenario fork_inside_scenario;
extern const Scenario background_child_scenario;
extern const Scenario orphan_scenario;
extern const Scenario overdue_scenario;
extern const Scenario parent_death_scenario;
extern const Scenario fencing_scenario;
extern const Scenario cancel_scenario;
extern const Scenario deadline_scenario;
extern const Scenario failing_build_scenario;
extern const Scenario failing_link_scenario;
extern const Scenario clean_up_scenario;
extern const Scenario janitor_scenario;
extern const Scenario per_run_state_scenario;
extern const Scenario containers_scenario;
extern const Scenario disk_full_scenario;
extern const Scenario empty_lock_file_scenario;
extern const Scenario errors_scenario;
extern const Scenario interrupted_scenario;
extern const Scenario lost_reply_scenario;
extern const Scenario no_flock_scenario;
extern const Scenario no_hard_links_scenario;
extern const Scenario pid_reuse_scenario;
extern const Scenario restart_scenario;
extern const Scenario stall_scenario;
extern const Scenario steal_scenario;
extern const Scenario counter_scenario;
extern const Scenario directory_in_place_scenario;
extern const Scenario symlink_in_place_scenario;
extern const Scenario foreign_file_in_place_scenario;
extern const Scenario inode_reuse_scenario;
extern const Scenario lost_lock_scenario;
extern const Scenario nonatomic_create_scenario;
extern const Scenario separate_users_scenario;
extern const Scenario stale_attributes_scenario;
extern const Scenario torn_write_scenario;

// For commands that are no locks, and for nothing else: not one of all_scenarios().
extern const Scenario race_scenario;

std::span<const Scenario* const> all_scenarios();

}  // namespace lockproof::scenarios
