// Rows A4, C1. The lock goes from hand to hand, and everybody keeps it for a while: who waits says so, and gets it soon
// after it is free.
#include "scenarios/build_key.h"
#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int take_once(Actor& actor) {
  return actor.run_locked(kBuildKeys);
}

}  // namespace

const Scenario hand_over_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "hand_over";
  scenario.summary = "workers hold the lock for a while, one after the other, and the others wait";
  scenario.actor = take_once;
  scenario.body = [](const std::filesystem::path&) {
    hold(std::chrono::milliseconds(2200));
    return 0;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
