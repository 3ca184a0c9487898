#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario build_once_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "build_once";
  scenario.summary = "workers want the same artefacts at once; one builds each, the others wait and use it";
  return scenario;
}();

}  // namespace lockproof::scenarios
