#include "scenarios/scenarios.h"

#include <array>

namespace lockproof::scenarios {

std::span<const Scenario* const> all_scenarios() {
  static constexpr std::array kScenarios{&build_once_scenario,
                                         &kill_mid_build_scenario,
                                         &long_build_scenario,
                                         &pause_within_lease_scenario,
                                         &pause_past_lease_scenario,
                                         &lost_lease_is_told_scenario,
                                         &slight_clock_skew_scenario,
                                         &clock_skew_scenario,
                                         &coarse_times_scenario,
                                         &install_scenario,
                                         &cache_hit_scenario,
                                         &lock_off_scenario,
                                         &many_keys_scenario,
                                         &missing_directory_scenario,
                                         &nested_keys_scenario,
                                         &hand_over_scenario,
                                         &time_out_scenario,
                                         &threads_scenario,
                                         &fork_inside_scenario,
                                         &background_child_scenario,
                                         &orphan_scenario,
                                         &parent_death_scenario,
                                         &overdue_scenario,
                                         &fencing_scenario,
                                         &cancel_scenario,
                                         &deadline_scenario,
                                         &failing_build_scenario,
                                         &failing_link_scenario,
                                         &clean_up_scenario,
                                         &janitor_scenario,
                                         &per_run_state_scenario,
                                         &containers_scenario,
                                         &disk_full_scenario,
                                         &empty_lock_file_scenario,
                                         &errors_scenario,
                                         &interrupted_scenario,
                                         &lost_reply_scenario,
                                         &no_flock_scenario,
                                         &no_hard_links_scenario,
                                         &pid_reuse_scenario,
                                         &restart_scenario,
                                         &stall_scenario,
                                         &steal_scenario,
                                         &counter_scenario,
                                         &directory_in_place_scenario,
                                         &symlink_in_place_scenario,
                                         &foreign_file_in_place_scenario,
                                         &inode_reuse_scenario,
                                         &lost_lock_scenario,
                                         &nonatomic_create_scenario,
                                         &separate_users_scenario,
                                         &stale_attributes_scenario,
                                         &torn_write_scenario};
  return kScenarios;
}

}  // namespace lockproof::scenarios
