// Workers see the lock's directory through the attribute cache of a network file system: for a while, what they look at
// is what it was (nfs(5)). Opening a file tells the truth, looking at its path does not.

#include "scenarios/build_key.h"
#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kCache{60};  // acdirmax of Linux
constexpr std::chrono::milliseconds kShortHold{100};
constexpr int kTurns = 2;

}  // namespace

const Scenario stale_attributes_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "stale_attributes";
  scenario.summary = "workers take turns; stat and access show each of them the past, for up to a minute";
  scenario.workers = 2;
  scenario.conditions.attribute_cache = kCache;
  scenario.oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"};
  scenario.bounds.progress_max = std::chrono::seconds(600);
  scenario.actor = [](Actor& actor) { return actor.run_locked(kBuildKeys, kTurns); };
  scenario.body = [](const std::filesystem::path&) {
    hold(kShortHold);
    return 0;
  };
  scenario.covers = [](const Contract& contract) {
    return contract.excludes_processes && contract.survives_stale_attributes;
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
