// A holder is stopped for longer than a lease lasts, and goes on while its successor is inside (rows B13, D13). That
// two are inside is not judged here: what counts is that the late one is told, and that it leaves the lock to its
// successor.
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"
#include "scenarios/slow_build.h"

namespace lockproof::scenarios {
namespace {

// Longer than it takes a waiter to find the lease expired; the successor's work is not done when it is over.
constexpr std::chrono::seconds kPause{350};
constexpr int kSteps = 5;
constexpr std::chrono::seconds kStep{20};

// The last step is not followed by a question, so that a late holder may also release without having been told.
int work_while_alive(Actor& actor) {
  const auto lock = actor.lock("build");
  if (!lock->acquire()) {
    return 0;  // it waited for as long as it was to
  }
  for (int step = 0; step < kSteps && lock->keep_alive(); ++step) {
    spend(kStep);
  }
  lock->release();
  return 0;
}

}  // namespace

const Scenario lost_lease_is_told_scenario = [] {
  Scenario scenario = slow_build();
  scenario.name = "lost_lease_is_told";
  scenario.summary = "a holder is stopped until its lease is lost; it is told so and does not release its successor's";
  scenario.oracles = {"lock_loss_is_told", "release_is_own", "no_leaked_state", "deadlock", "progress", "exit_status"};
  scenario.faults.pauses = {{.duration = kPause, .count = 1, .filter = {.phase = Phase::inside}}};
  scenario.may_stay = {"locks"};
  scenario.actor = work_while_alive;
  scenario.body = nullptr;
  scenario.not_for_commands = "a command is not told that it has lost its lock";
  scenario.covers = [](const Contract& contract) { return contract.tells_loss; };
  return scenario;
}();

}  // namespace lockproof::scenarios
