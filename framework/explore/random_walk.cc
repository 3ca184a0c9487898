#include "explore/random_walk.h"

#include <algorithm>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kMostEager = 8;
constexpr std::uint64_t kEagernesses = 7;

}  // namespace

RandomWalk::RandomWalk(std::uint64_t seed) : seed_(seed), random_(seed, 0) {}

void RandomWalk::begin(std::uint64_t execution) {
  random_ = SplitMix(seed_, execution);
  steps_per_fault_ = kMostEager << random_.below(kEagernesses);
}

std::size_t RandomWalk::choose(std::span<const Choice> choices) {
  const auto fault_count = static_cast<std::size_t>(std::ranges::count_if(choices, is_fault));
  const std::size_t other_count = choices.size() - fault_count;
  const bool strikes = other_count == 0 || (fault_count > 0 && random_.below(steps_per_fault_) == 0);
  const std::uint64_t rank = random_.below(strikes ? fault_count : other_count);
  return nth_such(choices, rank, [&](const Choice& choice) { return is_fault(choice) == strikes; });
}

void RandomWalk::finish(const model::Trace&) {}

}  // namespace lockproof::explore
