// Picks among choices by rank or priority; most of all among those that let an actor run.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
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

// choices.size() if it is not among them.
inline std::size_t index_of(std::span<const model::Choice> choices, const model::Choice& choice) {
  return static_cast<std::size_t>(std::ranges::find(choices, choice) - choices.begin());
}

// Index of what is taken where no actor can run: the clock, or else the first fault.
inline std::size_t first_without_run(std::span<const model::Choice> choices) {
  const auto clock = std::ranges::find(choices, model::Choice::Kind::clock, &model::Choice::kind);
  return clock != choices.end() ? static_cast<std::size_t>(clock - choices.begin()) : 0;
}

// Index of the `rank`-th choice, from 0, that `is_such`. Requires: there are so many.
template <typename Predicate>
std::size_t nth_such(std::span<const model::Choice> choices, std::uint64_t rank, Predicate is_such) {
  const auto picked = std::ranges::find_if(choices, [&](const auto& choice) { return is_such(choice) && rank-- == 0; });
  return static_cast<std::size_t>(picked - choices.begin());
}

inline std::size_t nth_run(std::span<const model::Choice> choices, std::uint64_t rank) {
  return nth_such(choices, rank, is_run);
}

// Index of the run whose actor has the highest priority, the first of equals. Requires: an actor can run.
template <typename Priority>
std::size_t highest_run(std::span<const model::Choice> choices, Priority priority) {
  std::size_t best = choices.size();
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (is_run(choices[i]) && (best == choices.size() || priority(choices[i].actor) > priority(choices[best].actor)))
      best = i;
  return best;
}

}  // namespace lockproof::explore
