// The strategies that a user can ask for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "explore/strategy.h"

namespace lockproof::explore {

struct StrategyInfo {
  std::string_view name;     // "random"
  std::string_view summary;  // one line
  std::unique_ptr<Strategy> (*make)(std::uint64_t seed);
};

// All of them, by name.
std::span<const StrategyInfo> all_strategies();

// Null if there is none of that name.
const StrategyInfo* find_strategy(std::string_view name);

}  // namespace lockproof::explore
