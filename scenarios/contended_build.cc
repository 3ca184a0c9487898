#include "scenarios/contended_build.h"

#include "scenarios/artefact.h"
#include "scenarios/build_key.h"
#include "scenarios/directory.h"

namespace lockproof::scenarios {
namespace {

bool builds(Actor& actor, const char* name) {
  Artefact artefact(actor.world(), name);
  return actor.build_once(kBuildKeys[0], artefact) == 0 && artefact.complete();
}

int build_both(Actor& actor) {
  return builds(actor, "first") && builds(actor, "second") ? 0 : 1;
}

int build_in_command(const std::filesystem::path& world) {
  Artefact artefact(world, "first");
  return build_as_command(artefact, artefact);
}

}  // namespace

int build_as_command(Artefact& artefact, Build& build) {
  if (!build.done()) {
    build.make([] {});
  }
  return artefact.complete() ? 0 : 1;
}

int build_first(Actor& actor) {
  return builds(actor, "first") ? 0 : 1;
}

int try_to_build(Actor& actor, Build& build) {
  if (!actor.lock_is_command()) {
    return actor.build_once(kBuildKeys[0], build);
  }
  if (build.done()) {
    return 0;
  }
  if (actor.run_locked(kBuildKeys) != 0) {
    throw CommandFailed();
  }
  return 0;
}

Scenario contended_build() {
  return {
      .name = {},
      .summary = {},
      .workers = 3,
      .faults = {},
      .oracles = {"mutual_exclusion", "single_build", "complete_artefact", "no_leaked_state", "deadlock", "progress",
                  "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(60)},
      .may_stay = {"first", "first/*", "second", "second/*", "locks"},
      .prepare = make_lock_directory,
      .actor = build_both,
      .body = build_in_command,
      .covers = [](const Contract& contract) { return contract.excludes_processes; },
  };
}

}  // namespace lockproof::scenarios
