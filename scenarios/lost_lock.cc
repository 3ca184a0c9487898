// The kernel's locks of a holder are gone, and nobody tells it: the lease of a file server has expired (fcntl(2), "Lost
// locks"). A lock that is nothing but the kernel's cannot know.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario lost_lock_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "lost_lock";
  scenario.summary = "as build_once; the kernel locks of a worker are silently lost";
  scenario.faults.lock_losses = {{.count = 1}};
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.survives_lost_locks;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
