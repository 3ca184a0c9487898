// A build fails, because the disk is full, and its worker tries again: whoever builds has the lock, also the second
// time, and what the first try has left is no obstacle.
#include <cerrno>
#include <system_error>

#include "scenarios/artefact.h"
#include "scenarios/contended_build.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int build_again_after_failure(Actor& actor) {
  Artefact artefact(actor.world(), "first");
  // The disk is full once in an execution.
  constexpr int kTries = 2;
  for (int tries = 1; tries <= kTries; ++tries) {
    try {
      const int status = try_to_build(actor, artefact);
      return status == 0 && artefact.complete() ? 0 : 1;
    } catch (const CommandFailed&) {
    } catch (const std::system_error&) {
      // What has failed shows in the trace.
    }
  }
  return 1;
}

int build_or_fail(const std::filesystem::path& world) {
  Artefact artefact(world, "first");
  try {
    return build_as_command(artefact, artefact);
  } catch (const std::system_error&) {
    return 1;
  }
}

}  // namespace

const Scenario failing_build_scenario = [] {
  Scenario scenario = contended_build();
  scenario.name = "failing_build";
  scenario.summary = "the disk is full in the middle of a build; its worker tries again";
  scenario.actor = build_again_after_failure;
  scenario.body = build_or_fail;
  scenario.faults.injections = {{.filter = {.calls = "write", .path = "*.staging.*/*"},
                                 .how = Injection::How::fail,
                                 .error = ENOSPC,
                                 .count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
