// Row D7. A worker is stopped for longer than a published lock gives a file without an owner, wherever it stands: also
// between the creation of its lock file and the writing of its PID.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kStall{10};

}  // namespace

const Scenario stall_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "stall";
  scenario.summary = "as build_once; any worker stands still for 10 s at any step";
  scenario.workers = 2;
  scenario.faults.pauses = {{.duration = kStall}};
  scenario.bounds.progress_max = std::chrono::seconds(15);
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && (!contract.pause_max || *contract.pause_max >= kStall);
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
