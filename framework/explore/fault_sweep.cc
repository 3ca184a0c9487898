#include "explore/fault_sweep.h"

#include <algorithm>
#include <functional>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kStepsPerFurtherFault = 4;
constexpr std::uint64_t kFirstRound = 16;  // executions

// Each round is twice as long as the one before, and begins with the first place.
std::uint64_t place_of(std::uint64_t execution) {
  for (std::uint64_t round = kFirstRound; execution >= round; round *= 2) execution -= round;
  return execution;
}

}  // namespace

FaultSweep::FaultSweep(std::uint64_t seed) : seed_(seed), random_(seed, 0) {}

void FaultSweep::begin(std::uint64_t execution) {
  random_ = SplitMix(seed_, execution);
  fresh_.begin();
  place_ = place_of(execution);
  passed_ = 0;
}

std::optional<std::size_t> FaultSweep::strike(std::span<const Choice> choices) {
  const auto is_place = [&](const Choice& choice) { return is_fault(choice) && fresh_.is_fresh(choice); };
  const auto places = static_cast<std::uint64_t>(std::ranges::count_if(choices, is_place));
  const std::uint64_t first = passed_;
  passed_ += places;
  if (first <= place_ && place_ < passed_) return nth_such(choices, place_ - first, is_place);
  if (first > place_ && places > 0 && random_.below(kStepsPerFurtherFault) == 0)
    return nth_such(choices, random_.below(places), is_place);
  return std::nullopt;
}

std::size_t FaultSweep::choose(std::span<const Choice> choices) {
  const auto struck = strike(choices);
  fresh_.pass();
  if (struck) return *struck;
  const auto others = choices.size() - static_cast<std::uint64_t>(std::ranges::count_if(choices, is_fault));
  return others > 0 ? nth_such(choices, random_.below(others), std::not_fn(is_fault)) : 0;
}

void FaultSweep::finish(const model::Trace&) {}

}  // namespace lockproof::explore
