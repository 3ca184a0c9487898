// Row D10. A worker is killed, and the system gives its PID to a process that has nothing to do with the lock. Whoever
// knows an owner by its PID alone waits for that process.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario pid_reuse_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "pid_reuse";
  scenario.summary = "as build_once; SIGKILL strikes a worker, and an unrelated process gets its PID";
  scenario.workers = 2;
  scenario.faults.kills = {{.count = 1}};
  scenario.faults.pid_reuses = {{.count = 1}};
  scenario.bounds.progress_max = std::chrono::seconds(5);
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.kill_safe && contract.survives_pid_reuse;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
