// The scenarios of this folder.
#pragma once

#include <span>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

extern const Scenario build_once_scenario;
extern const Scenario kill_mid_build_scenario;

std::span<const Scenario* const> all_scenarios();

}  // namespace lockproof::scenarios
