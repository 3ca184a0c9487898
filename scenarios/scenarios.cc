#include "scenarios/scenarios.h"

#include <array>

namespace lockproof::scenarios {

std::span<const Scenario* const> all_scenarios() {
  static constexpr std::array kScenarios{&build_once_scenario,    &kill_mid_build_scenario,  &containers_scenario,
                                         &disk_full_scenario,     &empty_lock_file_scenario, &errors_scenario,
                                         &interrupted_scenario,   &lost_reply_scenario,      &no_flock_scenario,
                                         &no_hard_links_scenario, &pid_reuse_scenario,       &stall_scenario,
                                         &steal_scenario};
  return kScenarios;
}

}  // namespace lockproof::scenarios
