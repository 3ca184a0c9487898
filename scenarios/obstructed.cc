// Something else lies where the lock should be. A lock may refuse, with a clear error, or get over it: nobody may take
// the obstacle for its own lock, wait for ever, or leave anything behind.
#include <string_view>
#include <system_error>

#include "scenarios/build_key.h"
#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int hold_in_command(const std::filesystem::path&) {
  hold(std::chrono::seconds(1));
  return 0;
}

int try_to_lock(Actor& actor) {
  if (actor.lock_is_command()) {
    actor.run_locked(kBuildKeys);  // or is refused
    return 0;
  }
  const auto lock = actor.lock("build", std::chrono::minutes(10));
  try {
    if (lock->acquire()) {
      hold(std::chrono::seconds(1));
      lock->release();
    }
  } catch (const std::system_error&) {
    // Refused.
  }
  return 0;
}

Scenario obstructed(std::string_view name, std::string_view summary, PlantedPath obstacle) {
  Scenario scenario = contended_lock();
  scenario.name = name;
  scenario.summary = summary;
  scenario.workers = 2;
  scenario.oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"};
  scenario.bounds.progress_max = std::chrono::minutes(30);
  scenario.conditions.planted = {std::move(obstacle)};
  scenario.actor = try_to_lock;
  scenario.body = hold_in_command;
  // What lies there may be what a dead process has left.
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes && contract.kill_safe; };
  return scenario;
}

}  // namespace

const Scenario directory_in_place_scenario =
    obstructed("directory_in_place", "a directory lies at the lock path",
               {.path = "locks/build.lock", .kind = PlantedPath::Kind::directory});

const Scenario symlink_in_place_scenario =
    obstructed("symlink_in_place", "a symbolic link that leads nowhere lies at the lock path",
               {.path = "locks/build.lock", .kind = PlantedPath::Kind::symlink, .text = "missing/elsewhere"});

const Scenario foreign_file_in_place_scenario =
    obstructed("foreign_file_in_place", "a file with the record of somebody on another host lies at the lock path",
               {.path = "locks/build.lock", .text = "4711 elsewhere 1700000000\n", .age = std::chrono::hours(1)});

}  // namespace lockproof::scenarios
