// A worker is killed and started again, and it has the PID that it had: the first process of a container is always
// number 1, and where few processes run, numbers come back. Whoever knows an owner by its PID alone takes the lock of
// the dead for its own (row D10).
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario restart_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "restart";
  scenario.summary = "as build_once; SIGKILL strikes a worker, who is started again with the PID that it had";
  scenario.workers = 2;
  scenario.faults.kills = {{.count = 1}};
  scenario.faults.pid_reuses = {{.count = 1, .by_worker = true}};
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.kill_safe && contract.survives_pid_reuse;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
