// The disk is full: nothing, or half of it, gets into the lock file. The artefacts are on another disk.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario disk_full_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "disk_full";
  scenario.summary = "as build_once; what is written to the lock file does not get there, or ends half-way";
  scenario.workers = 2;
  scenario.oracles.push_back("errors_propagate");
  scenario.faults.injections = {{.filter = {.calls = "write", .path = "locks/*"}, .error = ENOSPC, .count = 2},
                                {.filter = {.calls = "pwrite64"}, .error = ENOSPC, .count = 2},
                                {.filter = {.calls = "pwrite64"}, .how = Injection::How::cut_short}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  return scenario;
}();

}  // namespace lockproof::scenarios
