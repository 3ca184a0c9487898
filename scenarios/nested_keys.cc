// Row A7. The layers of an image nest: who builds an instance holds the locks of its base and its environment. Each
// worker begins at another layer, and all take the layers in one order.
#include <array>
#include <memory>
#include <vector>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::array<std::string_view, 3> kLayers{"base", "env", "instance"};

int take_nested_keys(Actor& actor) {
  std::vector<std::unique_ptr<Lock>> held;
  for (auto layer = static_cast<std::size_t>(actor.index() - 1) % kLayers.size(); layer < kLayers.size(); ++layer) {
    held.push_back(actor.lock(kLayers[layer]));
    if (!held.back()->acquire()) {
      return 1;
    }
  }
  hold(std::chrono::milliseconds(100));
  for (; !held.empty(); held.pop_back()) {
    held.back()->release();
  }
  return 0;
}

}  // namespace

const Scenario nested_keys_scenario{
    .name = "nested_keys",
    .summary = "workers take the locks of nested layers, beginning at different layers",
    .workers = 3,
    .faults = {},
    .oracles = {"mutual_exclusion", "keys_are_independent", "starvation", "waiting_is_logged", "no_leaked_state",
                "deadlock", "progress", "exit_status"},
    .bounds = {.progress_max = std::chrono::seconds(60)},
    .may_stay = {"locks"},
    .prepare = make_lock_directory,
    .actor = take_nested_keys,
    .body = nullptr,
    .covers = nullptr,
    .keys = {"base", "env", "instance"},
};

}  // namespace lockproof::scenarios
