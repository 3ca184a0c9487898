#include "explore/fault_places.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kShortest = 4;
constexpr std::uint64_t kLengths = 7;
constexpr std::uint64_t kExecutionsPerFaultless = 16;
constexpr std::uint64_t kPlacesPerLast = 8;

bool same_sort(const Choice& left, const Choice& right) {
  return left.kind == right.kind && left.value == right.value;
}

}  // namespace

void FaultPlaces::begin(SplitMix random) {
  random_ = random;
  fresh_.begin();
  is_over_ = random_.below(kExecutionsPerFaultless) == 0;
  length_ = kShortest << std::min(random_.below(kLengths), random_.below(kLengths));
  places_left_ = random_.below(length_);
}

std::optional<std::size_t> FaultPlaces::strike(std::span<const Choice> choices) {
  std::vector<Choice> fresh;
  std::vector<Choice> sorts;
  for (const Choice& choice : choices) {
    if (!is_fault(choice) || !fresh_.is_fresh(choice)) continue;
    fresh.push_back(choice);
    if (std::ranges::none_of(sorts, [&](const Choice& sort) { return same_sort(sort, choice); }))
      sorts.push_back(choice);
  }
  fresh_.pass();
  if (sorts.empty() || is_over_ || places_left_-- > 0) return std::nullopt;
  is_over_ = random_.below(kPlacesPerLast) == 0;
  places_left_ = random_.below(random_.below(2) == 0 ? kShortest : length_);
  const Choice sort = sorts[random_.below(sorts.size())];
  std::erase_if(fresh, [&](const Choice& choice) { return !same_sort(choice, sort); });
  const Choice struck = fresh[random_.below(fresh.size())];
  return index_of(choices, struck);
}

}  // namespace lockproof::explore
