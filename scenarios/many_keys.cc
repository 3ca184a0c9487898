// Rows A1, A6, B9, D14. Any text is a key: with dots, slashes, spaces, letters beyond ASCII, or as long as a file name
// may be. Two keys differ, however alike they look, and whoever wants one never waits for the holder of another.
#include <array>

#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::string_view kLongKey =
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789"
    "0123456789012345678901234567890123456789012345678901234567890123456789012345678901234567890123456789";

// What each actor takes, one after the other. The first and the third share a key as well, but not at first.
constexpr std::array<std::array<std::string_view, 2>, 3> kKeys{{
    {"a.b", "registry/base image:1"},
    {"a.c", "größe"},
    {kLongKey, "a.b"},
}};

int take_own_keys(Actor& actor) {
  for (const std::string_view key : kKeys[static_cast<std::size_t>(actor.index() - 1) % kKeys.size()]) {
    if (const int status = actor.run_locked({&key, 1}); status != 0) {
      return status;
    }
  }
  return 0;
}

}  // namespace

const Scenario many_keys_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "many_keys";
  scenario.summary = "workers hold different keys at the same time, with names of all kinds";
  scenario.oracles.insert(scenario.oracles.begin() + 1, "keys_are_independent");
  scenario.actor = take_own_keys;
  scenario.body = [](const std::filesystem::path&) {
    hold(std::chrono::seconds(1));
    return 0;
  };
  scenario.keys = {"a.b", "a.c", "registry/base image:1", "größe", kLongKey};
  return scenario;
}();

}  // namespace lockproof::scenarios
