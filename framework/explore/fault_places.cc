#include "explore/fault_places.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kShortest = 8;
constexpr std::uint64_t kLengths = 7;
constexpr std::uint64_t kExecutionsPerFaultless = 8;

bool same_sort(const Choice& left, const Choice& right) {
  return left.kind == right.kind && left.value == right.value;
}

}  // namespace

void FaultPlaces::begin(SplitMix random) {
  random_ = random;
  none_ = random_.below(kExecutionsPerFaultless) == 0;
  length_ = kShortest << random_.below(kLengths);
  steps_left_ = random_.below(length_);
}

std::optional<std::size_t> FaultPlaces::strike(std::span<const Choice> choices) {
  std::vector<Choice> sorts;
  for (const Choice& choice : choices)
    if (is_fault(choice) && std::ranges::none_of(sorts, [&](const Choice& sort) { return same_sort(sort, choice); }))
      sorts.push_back(choice);
  if (sorts.empty() || none_ || steps_left_-- > 0) return std::nullopt;
  steps_left_ = random_.below(random_.below(2) == 0 ? kShortest : length_);
  const Choice sort = sorts[random_.below(sorts.size())];
  const auto is_such = [&](const Choice& choice) { return same_sort(choice, sort); };
  const auto count = static_cast<std::uint64_t>(std::ranges::count_if(choices, is_such));
  return nth_such(choices, random_.below(count), is_such);
}

}  // namespace lockproof::explore
