// Rows C2, C7. What a lock protects is done by a child of the process that holds it. SIGKILL strikes the holder at any
// step; the child works on.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "lockproof/probe.h"
#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr const char* kBody = "body";  // a section of its own, so that it does not end with the holder

// Longer than a lease lasts.
constexpr std::chrono::seconds kWork{400};

int work_in_child(Actor& actor) {
  std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  const pid_t child = fork();
  if (child < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    lockproof_mark("enter", kBody);
    hold(kWork);
    lockproof_mark("leave", kBody);
    lock.reset();
    _exit(0);
  }
  if (waitpid(child, nullptr, 0) != child) {
    return 1;
  }
  lock->release();
  return 0;
}

}  // namespace

const Scenario orphan_scenario = [] {
  Scenario scenario{
      .name = "orphan",
      .summary = "a child of the holder does the work; SIGKILL strikes the holder, and the child works on",
      .workers = 2,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(1000)},
      .may_stay = {"locks"},
      .prepare = make_lock_directory,
      .actor = work_in_child,
      .body = nullptr,
      .covers = [](const Contract& contract) { return contract.kill_safe && contract.protects_orphans; },
      .not_for_commands = "what a command runs is a child of it in every scenario",
  };
  scenario.faults.kills = {{.count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
