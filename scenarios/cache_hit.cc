// What everybody wants is there already: nobody has any business with the lock (row B4).
#include "lockproof/probe.h"
#include "scenarios/contended_build.h"
#include "scenarios/installation.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

void prepare_finished_build(const std::filesystem::path& world) {
  contended_build().prepare(world);
  Installation::prepare(world);
  Installation installation(world);
  installation.make([] {});
  installation.publish();
}

int use(Actor& actor) {
  lockproof_mark("lockless", "build");
  Installation installation(actor.world());
  return actor.build_once("build", installation) == 0 && installation.complete() ? 0 : 1;
}

}  // namespace

const Scenario cache_hit_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "cache_hit";
  scenario.summary = "what the workers want is there already; they use it and touch no lock";
  scenario.oracles = {"lock_free_cache_hit", "mutual_exclusion", "complete_artefact",
                      "no_leaked_state",     "deadlock",         "progress",
                      "exit_status"};
  scenario.may_stay = Installation::paths();
  scenario.may_stay.emplace_back("locks");
  scenario.prepare = prepare_finished_build;
  scenario.actor = use;
  scenario.body = nullptr;
  scenario.not_for_commands = "nobody takes the lock";
  return scenario;
}();

}  // namespace lockproof::scenarios
