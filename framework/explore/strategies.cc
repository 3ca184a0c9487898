#include "explore/strategies.h"

#include <algorithm>
#include <iterator>

#include "explore/fault_sweep.h"
#include "explore/random_walk.h"

namespace lockproof::explore {
namespace {

template <typename Kind>
std::unique_ptr<Strategy> make(std::uint64_t seed) {
  return std::make_unique<Kind>(seed);
}

constexpr StrategyInfo kStrategies[] = {
    {"fault_sweep", "execution n strikes a fault at the n-th place where one can strike; the rest is random",
     make<FaultSweep>},
    {"random", "every actor that can run is as likely as the others; faults strike at any step", make<RandomWalk>},
};

}  // namespace

std::span<const StrategyInfo> all_strategies() {
  return kStrategies;
}

const StrategyInfo* find_strategy(std::string_view name) {
  const auto* const it = std::ranges::find(kStrategies, name, &StrategyInfo::name);
  return it != std::end(kStrategies) ? it : nullptr;
}

}  // namespace lockproof::explore
