// A file server that keeps file times in steps of 2 s, as some file systems do: a file looks up to 2 s older than it
// is, and what is written within one step has one time.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario coarse_times_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "coarse_times";
  scenario.summary = "as kill_mid_build, on a file server that keeps file times in steps of 2 s";
  scenario.faults.kills = {{.count = 1}};
  scenario.conditions.file_time_step = std::chrono::seconds(2);
  scenario.covers = [](const Contract& contract) { return contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
