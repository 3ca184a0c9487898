// Row C2. A run that gets stuck while it has the lock is ended by an alarm, and its lock with it.
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

// When the next run comes: shortly before a lease expires, because until then a waiter would only poll.
constexpr std::chrono::seconds kNextRun{295};

int run(Actor& actor, bool gets_stuck) {
  if (!gets_stuck) {
    hold(kNextRun);
  }
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  constexpr unsigned kDeadline_s = 60;
  alarm(kDeadline_s);
  hold(gets_stuck ? std::chrono::hours(24) : std::chrono::seconds(1));
  lock->release();
  return 0;
}

// The first worker's run gets stuck.
int wait_for_run(Actor& actor) {
  const bool gets_stuck = actor.index() == 1;
  const pid_t child = fork();
  if (child < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    _exit(run(actor, gets_stuck));
  }
  int status = 0;
  if (waitpid(child, &status, 0) != child) {
    return 1;
  }
  const bool timed_out = WIFSIGNALED(status) && WTERMSIG(status) == SIGALRM;
  return gets_stuck == timed_out && (timed_out || status == 0) ? 0 : 1;
}

}  // namespace

const Scenario deadline_scenario{
    .name = "deadline",
    .summary = "a run gets stuck inside; an alarm ends it, and the next run proceeds",
    .workers = 2,
    .faults = {},
    .oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"},
    .bounds = {.progress_max = std::chrono::seconds(400)},
    .may_stay = {"locks"},
    .prepare = make_lock_directory,
    .actor = wait_for_run,
    .body = nullptr,
    .covers = [](const Contract& contract) { return contract.kill_safe; },
    .not_for_commands = "the signal is for the process that has the lock",
};

}  // namespace lockproof::scenarios
