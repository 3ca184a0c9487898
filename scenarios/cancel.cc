// Rows C2, C7, C8. SIGTERM strikes a run at any step. It removes what it has made, and dies of the signal; its lock
// goes with it, and the next run proceeds.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

char run_directory[4096];  // a signal handler can reach nothing else

extern "C" void tear_down(int signal) {
  rmdir(run_directory);
  raise(signal);  // with the default action by now
}

int run_until_cancelled(Actor& actor) {
  std::snprintf(run_directory, sizeof run_directory, "%s/runs/%d", actor.world().c_str(), actor.index());
  struct sigaction action {};
  action.sa_handler = tear_down;
  action.sa_flags = SA_RESETHAND | SA_NODEFER;
  sigaction(SIGTERM, &action, nullptr);
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  if (mkdir(run_directory, 0777) != 0) {
    return 1;
  }
  hold(std::chrono::seconds(1));
  if (rmdir(run_directory) != 0) {
    return 1;
  }
  lock->release();
  return 0;
}

}  // namespace

const Scenario cancel_scenario = [] {
  Scenario scenario{
      .name = "cancel",
      .summary = "SIGTERM strikes a run at any step; it tears down, and the next run proceeds",
      .workers = 2,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(60)},
      .may_stay = {"locks", "runs"},
      .prepare = make_runs_directory,
      .actor = run_until_cancelled,
      .body = nullptr,
      .covers = [](const Contract& contract) { return contract.kill_safe; },
      .not_for_commands = "the signal is for the process that has the lock",
  };
  scenario.faults.signals = {{.number = SIGTERM, .count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
