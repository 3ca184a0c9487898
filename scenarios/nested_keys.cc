// Row A7. The layers of an image nest: who builds an instance holds the locks of its base and its environment. Each
// worker begins at another layer, and all take the layers in one order.
#include <array>
#include <span>

#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::array<std::string_view, 3> kLayers{"base", "env", "instance"};

int take_nested_keys(Actor& actor) {
  return actor.run_locked(std::span(kLayers).subspan(static_cast<std::size_t>(actor.index() - 1) % kLayers.size()));
}

}  // namespace

const Scenario nested_keys_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "nested_keys";
  scenario.summary = "workers take the locks of nested layers, beginning at different layers";
  scenario.oracles.insert(scenario.oracles.begin() + 1, "keys_are_independent");
  scenario.actor = take_nested_keys;
  scenario.body = [](const std::filesystem::path&) {
    hold(std::chrono::milliseconds(100));
    return 0;
  };
  scenario.keys = {"base", "env", "instance"};
  return scenario;
}();

}  // namespace lockproof::scenarios
