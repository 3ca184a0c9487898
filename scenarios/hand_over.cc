// Rows A4, C1. The lock goes from hand to hand, and everybody keeps it for a while: who waits says so, and gets it soon
// after it is free.
#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int hold_for_a_while(Actor& actor) {
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  hold(std::chrono::milliseconds(2200));
  lock->release();
  return 0;
}

}  // namespace

const Scenario hand_over_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "hand_over";
  scenario.summary = "workers hold the lock for a while, one after the other, and the others wait";
  scenario.actor = hold_for_a_while;
  return scenario;
}();

}  // namespace lockproof::scenarios
