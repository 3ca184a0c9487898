#include "explore/fault_sweep.h"

#include <algorithm>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kStepsPerFurtherFault = 8;

// Index of the `rank`-th choice that is a fault, or that is none.
std::size_t nth(std::span<const Choice> choices, bool fault, std::uint64_t rank) {
  return nth_such(choices, rank, [&](const Choice& choice) { return is_fault(choice) == fault; });
}

}  // namespace

FaultSweep::FaultSweep(std::uint64_t seed) : seed_(seed), random_(seed, 0) {}

void FaultSweep::begin(std::uint64_t execution) {
  random_ = SplitMix(seed_, execution);
  place_ = execution;
  passed_ = 0;
}

std::size_t FaultSweep::choose(std::span<const Choice> choices) {
  const auto faults = static_cast<std::uint64_t>(std::ranges::count_if(choices, is_fault));
  const std::uint64_t first = passed_;
  passed_ += faults;
  if (first <= place_ && place_ < passed_) return nth(choices, true, place_ - first);
  if (first > place_ && faults > 0 && random_.below(kStepsPerFurtherFault) == 0)
    return nth(choices, true, random_.below(faults));
  const std::uint64_t others = choices.size() - faults;
  return others > 0 ? nth(choices, false, random_.below(others)) : nth(choices, true, 0);
}

void FaultSweep::finish(const model::Trace&) {}

}  // namespace lockproof::explore
