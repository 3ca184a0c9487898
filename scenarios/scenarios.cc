#include "scenarios/scenarios.h"

#include <array>

namespace lockproof::scenarios {

std::span<const Scenario* const> all_scenarios() {
  static constexpr std::array kScenarios{&build_once_scenario, &kill_mid_build_scenario};
  return kScenarios;
}

}  // namespace lockproof::scenarios
