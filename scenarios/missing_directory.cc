// The directory of the lock files is not there yet, and all workers arrive at once: whoever finds that makes it (row
// D3).
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario missing_directory_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "missing_directory";
  scenario.summary = "as build_once, but the directory of the lock files does not exist yet";
  scenario.prepare = nullptr;
  scenario.body = nullptr;
  scenario.not_for_commands = "a program may need the directory of its lock file";
  return scenario;
}();

}  // namespace lockproof::scenarios
