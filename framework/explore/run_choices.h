// The choices that let an actor run, among others.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>

#include "explore/fault_budget.h"
#include "model/choice.h"

namespace lockproof::explore {

inline bool is_run(const model::Choice& choice) {
  return choice.kind == model::Choice::Kind::run;
}

inline std::size_t count_runs(std::span<const model::Choice> choices) {
  return static_cast<std::size_t>(std::ranges::count_if(choices, is_run));
}

// Index of what is taken where no actor can run: the clock, or else the first fault.
inline std::size_t first_without_run(std::span<const model::Choice> choices) {
  const auto clock = std::ranges::find(choices, model::Choice::Kind::clock, &model::Choice::kind);
  return clock != choices.end() ? static_cast<std::size_t>(clock - choices.begin()) : 0;
}

// Index of the `rank`-th choice that lets an actor run. Requires: rank < count_runs(choices).
inline std::size_t nth_run(std::span<const model::Choice> choices, std::size_t rank) {
  const auto picked = std::ranges::find_if(choices, [&](const auto& choice) { return is_run(choice) && rank-- == 0; });
  return static_cast<std::size_t>(picked - choices.begin());
}

}  // namespace lockproof::explore
