// Rows C4, C5. The last worker is a janitor. It tries the lock without waiting: what it finds under the lock belongs to
// a run that is dead, and is removed; while a run has the lock, nothing is touched.
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

std::string run_directory(const Actor& actor, int index) {
  return (actor.world() / "runs" / std::to_string(index)).string();
}

// A run fails if its directory is not there any more when it ends.
int run_beside_janitor(Actor& actor) {
  const std::string directory = run_directory(actor, actor.index());
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  if (mkdir(directory.c_str(), 0777) != 0) {
    return 1;
  }
  hold(std::chrono::seconds(3));
  const bool kept = rmdir(directory.c_str()) == 0;
  lock->release();
  return kept ? 0 : 1;
}

void reap(const Actor& actor) {
  for (int index = 1; index < actor.count(); ++index) {
    rmdir(run_directory(actor, index).c_str());
  }
}

int probe_and_reap(Actor& actor) {
  for (int round = 0; round < 3; ++round) {
    const std::unique_ptr<Lock> probe = actor.lock("build", std::chrono::nanoseconds::zero());
    if (probe->acquire()) {
      if (actor.cleans_up_inside()) {
        reap(actor);
      }
      probe->release();
      if (!actor.cleans_up_inside()) {
        reap(actor);
      }
    }
    hold(std::chrono::seconds(2));
  }
  return 0;
}

int run_or_reap(Actor& actor) {
  return actor.index() < actor.count() ? run_beside_janitor(actor) : probe_and_reap(actor);
}

}  // namespace

const Scenario janitor_scenario = [] {
  Scenario scenario{
      .name = "janitor",
      .summary = "a janitor probes the lock, and removes what killed runs have left while it has it",
      .workers = 3,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_foreign_write", "no_leaked_state", "deadlock", "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(60)},
      .may_stay = {"locks", "runs", "runs/*"},
      .prepare = make_runs_directory,
      .actor = run_or_reap,
      .body = nullptr,
      .covers = [](const Contract& contract) { return contract.kill_safe; },
      .protected_paths = {"runs/*"},
      .not_for_commands = "it tries the lock without waiting",
  };
  scenario.faults.kills = {{.count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
