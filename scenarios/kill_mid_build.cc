// With one worker there is nobody who comes after a killed builder, so its staging directory counts as a leak.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario kill_mid_build_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "kill_mid_build";
  scenario.summary = "as build_once, and SIGKILL strikes any worker at any step; the survivors finish";
  scenario.faults.kills = {{.count = 1}};
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
