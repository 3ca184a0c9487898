#include "scenarios/contended_build.h"

#include "scenarios/artefact.h"
#include "scenarios/directory.h"

namespace lockproof::scenarios {
namespace {

constexpr const char* kKey = "build";  // of the lock

int build_and_verify(Actor& actor) {
  for (const char* name : {"first", "second"}) {
    Artefact artefact(actor.world(), name);
    const int status = actor.build_once(kKey, artefact);
    if (status != 0 || !artefact.complete()) {
      return 1;
    }
  }
  return 0;
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
      .actor = build_and_verify,
      .body = build_in_command,
      .covers = [](const Contract& contract) { return contract.excludes_processes; },
  };
}

}  // namespace lockproof::scenarios
