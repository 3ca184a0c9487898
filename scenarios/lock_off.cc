// Locking is an option. Switched off, nobody touches a lock (row B10); switched on without a directory for lock files,
// the worker says so and goes on without (row B11). Each worker builds something of its own: there is nothing to lock.
#include <string>

#include "scenarios/artefact.h"
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int build_without_lock(Actor& actor) {
  const bool wanted = actor.index() % 2 == 0;
  Artefact artefact(actor.world(), "own." + std::to_string(actor.index()));
  const int status = actor.build_once("build", artefact, wanted ? Locking::nowhere : Locking::off);
  return status == 0 && artefact.complete() ? 0 : 1;
}

}  // namespace

const Scenario lock_off_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "lock_off";
  scenario.summary =
      "locking is switched off, or on without a place for lock files: no lock is touched, with a warning";
  scenario.workers = 2;
  scenario.oracles = {"lock_free_cache_hit",
                      "denied_lock_is_logged",
                      "single_build",
                      "complete_artefact",
                      "no_leaked_state",
                      "deadlock",
                      "progress",
                      "exit_status"};
  scenario.may_stay = {"own.*", "own.*/*", "locks"};
  scenario.actor = build_without_lock;
  scenario.body = nullptr;
  scenario.not_for_commands = "nobody takes the lock";
  return scenario;
}();

}  // namespace lockproof::scenarios
