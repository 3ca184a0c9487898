// A file system without flock(2). A lock that needs it must say so; whoever goes on without it lets everybody in.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario no_flock_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "no_flock";
  scenario.summary = "as build_once on a file system without flock(2)";
  scenario.workers = 2;
  scenario.oracles.push_back("errors_propagate");
  scenario.faults.injections = {
      {.filter = {.calls = "flock", .path = "locks/*"}, .error = EOPNOTSUPP, .first = 1, .step = 1}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
