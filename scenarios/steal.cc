// Row D8. An owner dies; several waiters find that out at once, and the look and the removal are two steps.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario steal_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "steal";
  scenario.summary = "as build_once with four workers, two of whom are killed: the others clear up at the same time";
  scenario.workers = 4;
  scenario.faults.kills = {{.count = 2}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
