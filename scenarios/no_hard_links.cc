// Row D2. A file system without hard links: a lock that wants them must do without.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario no_hard_links_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "no_hard_links";
  scenario.summary = "as build_once on a file system without hard links";
  scenario.workers = 2;
  scenario.oracles.push_back("errors_propagate");
  scenario.faults.injections = {
      {.filter = {.calls = "link,linkat", .path = "locks/*"}, .error = EPERM, .first = 1, .step = 1}};
  scenario.excuses_failures = false;
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
