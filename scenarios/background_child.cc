// Row C3. A program that is started inside the section, and is still there after the release, does not have the lock.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "scenarios/directory.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

// A program that is there for 3 s.
pid_t start_program() {
  const pid_t child = fork();
  if (child < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    execl("/bin/sleep", "sleep", "3", nullptr);
    _exit(127);
  }
  return child;
}

int start_in_background(Actor& actor) {
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  const pid_t child = start_program();
  lock->release();
  int status = 0;
  return waitpid(child, &status, 0) == child ? status : 1;
}

}  // namespace

const Scenario background_child_scenario{
    .name = "background_child",
    .summary = "a program that is started inside the section outlives the release",
    .workers = 2,
    .faults = {},
    .oracles = {"mutual_exclusion", "starvation", "no_leaked_state", "deadlock", "progress", "exit_status"},
    .bounds = {.progress_max = std::chrono::seconds(60)},
    .may_stay = {"locks"},
    .prepare = make_lock_directory,
    .actor = start_in_background,
    .body = nullptr,
    .covers = nullptr,
    .not_for_commands = "a program may hand its lock on to what it runs",
};

}  // namespace lockproof::scenarios
