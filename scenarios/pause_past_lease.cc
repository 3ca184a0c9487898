// A builder is stopped in the middle, as by a paused container, and goes on. A lock that lives in the kernel or by the
// life of its owner does not mind; a lease does when the pause is longer than it lasts.
#include "scenarios/scenarios.h"
#include "scenarios/slow_build.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kShort{100};
constexpr std::chrono::seconds kLong{600};

template <const std::chrono::seconds& pause>
bool bears_pause(const Contract& contract) {
  return !contract.pause_max || *contract.pause_max >= pause;
}

Scenario paused_build(std::chrono::seconds pause) {
  Scenario scenario = slow_build();
  scenario.faults.pauses = {{.duration = pause, .count = 1, .filter = {.phase = Phase::inside}}};
  scenario.actor = [](Actor& actor) { return build_in_steps(actor, 3, std::chrono::seconds(20)); };
  scenario.body = [](const std::filesystem::path& world) { return build_in_steps(world, 3, std::chrono::seconds(20)); };
  return scenario;
}

}  // namespace

const Scenario pause_past_lease_scenario = [] {
  Scenario scenario = paused_build(kLong);
  scenario.name = "pause_past_lease";
  scenario.summary = "the builder is stopped for 10 min inside, longer than any lease lasts, and goes on";
  scenario.covers = bears_pause<kLong>;
  return scenario;
}();

const Scenario pause_within_lease_scenario = [] {
  Scenario scenario = paused_build(kShort);
  scenario.name = "pause_within_lease";
  scenario.summary = "the builder is stopped for 100 s inside, shorter than a lease lasts, and goes on";
  scenario.covers = bears_pause<kShort>;
  return scenario;
}();

}  // namespace lockproof::scenarios
