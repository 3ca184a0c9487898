// The processes' clocks are apart, from one another's and from the file server's (row B12). A clock that is ahead makes
// a living holder look dead, one that is behind a dead one alive. The build is short: whoever waits for a lease gives
// up at some time, and what the builder needs before it dies comes on top.
#include "scenarios/scenarios.h"
#include "scenarios/slow_build.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kSlight{30};
constexpr std::chrono::seconds kFar{3600};

template <const std::chrono::seconds& skew>
bool bears_skew(const Contract& contract) {
  return !contract.clock_skew_max || *contract.clock_skew_max >= skew;
}

Scenario skewed_build() {
  Scenario scenario = slow_build();
  scenario.actor = [](Actor& actor) { return build_in_steps(actor, 3, std::chrono::seconds(5)); };
  scenario.body = [](const std::filesystem::path& world) { return build_in_steps(world, 3, std::chrono::seconds(5)); };
  return scenario;
}

}  // namespace

const Scenario clock_skew_scenario = [] {
  Scenario scenario = skewed_build();
  scenario.name = "clock_skew";
  scenario.summary = "one worker's clock is an hour ahead of the file server's, another one's an hour behind";
  scenario.conditions.clock_skews = {std::chrono::seconds(0), kFar, -kFar};
  scenario.covers = bears_skew<kFar>;
  return scenario;
}();

const Scenario slight_clock_skew_scenario = [] {
  Scenario scenario = skewed_build();
  scenario.name = "slight_clock_skew";
  scenario.summary = "two workers' clocks are 15 s ahead, the third one's 15 s behind, and SIGKILL strikes any worker";
  scenario.conditions.clock_skews = {kSlight / 2, kSlight / 2, -kSlight / 2};
  scenario.faults.kills = {{.count = 1}};
  scenario.covers = [](const Contract& contract) { return contract.kill_safe && bears_skew<kSlight>(contract); };
  return scenario;
}();

}  // namespace lockproof::scenarios
