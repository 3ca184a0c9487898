// An inode number is no name: when a lock file is gone, the next one can have its number. Whoever compares numbers
// alone takes another lock file for the one that it has seen.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario inode_reuse_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "inode_reuse";
  scenario.summary = "as kill_mid_build on a file system that gives inode numbers again at once";
  scenario.conditions.inodes_reused = true;
  scenario.faults.kills = {{.count = 1}};
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
