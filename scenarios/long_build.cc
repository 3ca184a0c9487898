// Two steps, each well within the stale age of a lease and together beyond it. Not longer, so that those who wait do
// not reach the retry ceiling, which is meant for holders that died (row B1).
#include "scenarios/scenarios.h"
#include "scenarios/slow_build.h"

namespace lockproof::scenarios {

const Scenario long_build_scenario = [] {
  Scenario scenario = slow_build();
  scenario.name = "long_build";
  scenario.summary = "the build takes longer than a lease lasts, with signs of life in between; the others wait for it";
  scenario.actor = [](Actor& actor) { return build_in_steps(actor, 2, std::chrono::seconds(160)); };
  scenario.body = [](const std::filesystem::path& world) {
    return build_in_steps(world, 2, std::chrono::seconds(160));
  };
  return scenario;
}();

}  // namespace lockproof::scenarios
