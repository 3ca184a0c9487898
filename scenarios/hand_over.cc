// Rows A4, C1. The lock goes from hand to hand, and everybody keeps it for a while: who waits says so, and gets it soon
// after it is free.
#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::string_view kKey = "build";

int take_once(Actor& actor) {
  return actor.run_locked({&kKey, 1});
}

int hold_for_a_while(const std::filesystem::path&) {
  hold(std::chrono::milliseconds(2200));
  return 0;
}

}  // namespace

const Scenario hand_over_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "hand_over";
  scenario.summary = "workers hold the lock for a while, one after the other, and the others wait";
  scenario.actor = take_once;
  scenario.body = hold_for_a_while;
  return scenario;
}();

}  // namespace lockproof::scenarios
