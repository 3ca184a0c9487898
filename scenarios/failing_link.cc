// Row D9. One link(2) fails, and not because the file system has no links: a lock may do without, but not in silence.
#include <cerrno>

#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario failing_link_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "failing_link";
  scenario.summary = "as build_once; a hard link fails with EIO";
  scenario.workers = 2;
  scenario.oracles.push_back("errors_propagate");
  scenario.faults.injections.emplace_back();
  scenario.faults.injections.back().filter.calls = "link,linkat";
  scenario.faults.injections.back().filter.path = "locks/*";
  scenario.faults.injections.back().error = EIO;
  scenario.bounds.progress_max = std::chrono::seconds(5);
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.tells_errors; };
  return scenario;
}();

}  // namespace lockproof::scenarios
