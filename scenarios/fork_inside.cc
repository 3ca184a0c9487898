// Rows C3, C7. A child is forked inside the section. In the first round it cleans up while its parent is inside, in the
// second it lives on after its parent's release.
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>

#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kLifeOfChild{3};

// Returns the PID of a child that destroys its copy of the lock before it exits.
pid_t fork_child(std::unique_ptr<Lock>& lock) {
  const pid_t child = fork();
  if (child < 0) {
    throw std::system_error(errno, std::generic_category(), "fork");
  }
  if (child == 0) {
    hold(kLifeOfChild);
    lock.reset();
    _exit(0);
  }
  return child;
}

int fork_inside(Actor& actor) {
  for (const auto stay : {2 * kLifeOfChild, std::chrono::seconds(0)}) {
    std::unique_ptr<Lock> lock = actor.lock("build");
    if (!lock->acquire()) {
      return 1;
    }
    const pid_t child = fork_child(lock);
    hold(stay);
    lock->release();
    if (waitpid(child, nullptr, 0) != child) {
      return 1;
    }
  }
  return 0;
}

}  // namespace

const Scenario fork_inside_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "fork_inside";
  scenario.summary =
      "a child is forked inside the section; it cleans up while its parent is inside, or lives on after that";
  scenario.workers = 2;
  scenario.actor = fork_inside;
  scenario.not_for_commands = "a program may hand its lock on to what it runs";
  scenario.covers = [](const Contract& contract) { return contract.survives_forks; };
  return scenario;
}();

}  // namespace lockproof::scenarios
