#include "scenarios/scenarios.h"

#include <array>

namespace lockproof::scenarios {

std::span<const Scenario* const> all_scenarios() {
  static constexpr std::array kScenarios{&build_once_scenario,    &kill_mid_build_scenario, &many_keys_scenario,
                                         &nested_keys_scenario,   &hand_over_scenario,      &time_out_scenario,
                                         &threads_scenario,       &fork_inside_scenario,    &background_child_scenario,
                                         &orphan_scenario,        &cancel_scenario,         &deadline_scenario,
                                         &failing_build_scenario, &janitor_scenario,        &per_run_state_scenario};
  return kScenarios;
}

}  // namespace lockproof::scenarios
