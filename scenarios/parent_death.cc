// Row C2. A run is to end with its launcher: it asks for SIGTERM at the launcher's death and tears down when that
// comes. SIGKILL strikes a launcher at any step. A run that has missed it is ended by its alarm, which is too late.
#include <signal.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

// Works until it is told to end.
int run(Actor& actor, pid_t launcher, const sigset_t& termination) {
  prctl(PR_SET_PDEATHSIG, SIGTERM);
  if (actor.checks_parent() && getppid() != launcher) {
    return 1;
  }
  constexpr unsigned kDeadline_s = 3600;
  alarm(kDeadline_s);
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  sigwaitinfo(&termination, nullptr);
  lock->release();
  return 0;
}

int launch(Actor& actor) {
  sigset_t termination;
  sigemptyset(&termination);
  sigaddset(&termination, SIGTERM);
  sigprocmask(SIG_BLOCK, &termination, nullptr);  // kept for the run, which waits for it
  const pid_t launcher = getpid();
  const pid_t child = fork();
  if (child < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    _exit(run(actor, launcher, termination));
  }
  constexpr std::chrono::seconds kWork{5};
  hold(kWork);
  kill(child, SIGTERM);
  int status = 0;
  return waitpid(child, &status, 0) == child && status == 0 ? 0 : 1;
}

}  // namespace

const Scenario parent_death_scenario = [] {
  Scenario scenario{
      .name = "parent_death",
      .summary = "a run ends when its launcher is killed, at whatever step, and the next one proceeds",
      .workers = 2,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(400)},
      .may_stay = {"locks"},
      .prepare = make_lock_directory,
      .actor = launch,
      .body = nullptr,
      .covers = [](const Contract& contract) { return contract.kill_safe; },
      .not_for_commands = "the signal is for the process that has the lock",
  };
  scenario.faults.kills = {{.count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
