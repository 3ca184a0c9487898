// The adaptor repository's cold start (rows B2, B3, B5, B8): an earlier installation was interrupted, the first attempt
// fails, and a worker dies; the survivors end with the adaptor installed.
#include "scenarios/contended_build.h"
#include "scenarios/installation.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr int kAttempts = 2;  // of one worker: the registry fails once

void prepare_half_installation(const std::filesystem::path& world) {
  contended_build().prepare(world);
  Installation::prepare_half(world);
  Installation::break_registry(world);
}

int install(Actor& actor) {
  Installation installation(actor.world());
  for (int attempt = 1; attempt <= kAttempts; ++attempt) {
    try {
      if (try_to_build(actor, installation) != 0) {
        return 1;
      }
      break;
    } catch (const InstallFailed&) {
    } catch (const CommandFailed&) {
    }
  }
  return installation.complete() ? 0 : 1;
}

int install_or_fail(const std::filesystem::path& world) {
  Installation installation(world);
  try {
    if (!installation.done()) {
      installation.make([] {});
      installation.publish();
    }
  } catch (const InstallFailed&) {
    return 1;
  }
  return installation.complete() ? 0 : 1;
}

}  // namespace

const Scenario install_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "install";
  scenario.summary = "cold start of a repository: a half-finished installation, a failing one, and a death";
  scenario.faults.kills = {{.count = 1}};
  scenario.oracles = {"mutual_exclusion", "complete_artefact", "no_leaked_state",
                      "deadlock",         "progress",          "exit_status"};
  scenario.may_stay = Installation::paths();
  scenario.may_stay.insert(scenario.may_stay.end(), {"locks", "registry.broken"});
  scenario.prepare = prepare_half_installation;
  scenario.actor = install;
  scenario.body = install_or_fail;
  scenario.covers = [](const Contract& contract) { return contract.kill_safe; };
  return scenario;
}();

}  // namespace lockproof::scenarios
