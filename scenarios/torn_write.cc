// A worker dies in the middle of a write to a lock file: half of a record stays, which looks like a record.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario torn_write_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "torn_write";
  scenario.summary = "as build_once; a worker dies in the middle of a write to a lock file";
  scenario.faults.injections = {
      {.filter = {.calls = "write,pwrite64,writev", .path = "locks/*"}, .how = Injection::How::tear}};
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
