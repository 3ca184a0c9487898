#include "measure/plays.h"

#include <unistd.h>

#include "lock-impls/locks.h"
#include "scenarios/scenarios.h"

namespace lockproof::measure {
namespace {

// Made at first use: build_once_scenario is initialised by another file.
Scenario like_build_once(std::string_view name, int (*actor)(Actor&)) {
  Scenario scenario = scenarios::build_once_scenario;
  scenario.name = name;
  scenario.oracles = {"deadlock", "exit_status"};
  scenario.actor = actor;
  return scenario;
}

const Scenario& idle_scenario() {
  static const Scenario scenario = like_build_once("idle", [](Actor&) { return 0; });
  return scenario;
}

const Scenario& bare_calls_scenario() {
  static const Scenario scenario = like_build_once("bare_calls", [](Actor&) {
    for (int i = 0; i < bare_steps; ++i) (void)getppid();
    return 0;
  });
  return scenario;
}

engine::Play play_of(const Scenario& scenario, int actors) {
  engine::Play play;
  play.scenario = &scenario;
  play.lock = &locks::flock_lock;
  play.workers = actors;
  return play;
}

}  // namespace

const engine::Catalog& catalog() {
  static const engine::Catalog all = [] {
    engine::Catalog catalog;
    catalog.locks = {&locks::flock_lock};
    catalog.scenarios = {&scenarios::build_once_scenario, &idle_scenario(), &bare_calls_scenario()};
    return catalog;
  }();
  return all;
}

engine::Play build_once() {
  return play_of(scenarios::build_once_scenario, workers);
}
engine::Play nobody() {
  return play_of(idle_scenario(), 0);
}
engine::Play idle() {
  return play_of(idle_scenario(), workers);
}
engine::Play bare_calls() {
  return play_of(bare_calls_scenario(), 1);
}

}  // namespace lockproof::measure
