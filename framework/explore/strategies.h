// The strategies that a user can ask for.
#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "explore/strategy.h"
#include "model/bad_input.h"

namespace lockproof::explore {

struct StrategyInfo {
  std::string_view name;     // "pct"
  std::string_view summary;  // one line
  std::unique_ptr<Strategy> (*make)(std::uint64_t seed, std::uint64_t number);
  std::string_view number = {};         // what the N of "pct:N" is; empty if there is none
  std::uint64_t number_by_default = 0;  // of plain "pct"
  std::uint64_t number_min = 0;
  std::uint64_t number_max = 0;
  bool is_exhaustive = false;  // its executions are made one after the other, and come to an end
  bool merges_states = false;  // if exhaustive: it does not search states again, and is made in one piece
  std::string_view (*maker)(std::uint64_t execution) = nullptr;  // if others make them: which of them
};

// All of them, by name.
std::span<const StrategyInfo> all_strategies();

// Null if there is none of that name.
const StrategyInfo* find_strategy(std::string_view name);

// No strategy is called so, or not with that number; what() says what would be right.
class BadStrategy : public model::BadInput {
 public:
  using BadInput::BadInput;
};

// A strategy as the user asked for it.
class NamedStrategy {
 public:
  // "random", "pct", "pct:3". Throws BadStrategy.
  explicit NamedStrategy(std::string_view text);

  std::string name() const;  // "pct:3", also of "pct": it means the same in every version
  bool is_exhaustive() const { return info_->is_exhaustive; }
  bool merges_states() const { return info_->merges_states; }
  std::string maker(std::uint64_t execution) const;  // of a portfolio, the strategy whose turn it is; else name()
  std::unique_ptr<Strategy> make(std::uint64_t seed) const { return info_->make(seed, number_); }

 private:
  const StrategyInfo* info_;
  std::uint64_t number_;
};

}  // namespace lockproof::explore
