// The scenarios of this folder.
#pragma once

#include <span>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

extern const Scenario build_once_scenario;
extern const Scenario kill_mid_build_scenario;
extern const Scenario containers_scenario;
extern const Scenario disk_full_scenario;
extern const Scenario empty_lock_file_scenario;
extern const Scenario errors_scenario;
extern const Scenario interrupted_scenario;
extern const Scenario lost_reply_scenario;
extern const Scenario no_flock_scenario;
extern const Scenario no_hard_links_scenario;
extern const Scenario pid_reuse_scenario;
extern const Scenario stall_scenario;
extern const Scenario steal_scenario;

std::span<const Scenario* const> all_scenarios();

}  // namespace lockproof::scenarios
