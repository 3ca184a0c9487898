#include "reports/repetition.h"

#include <algorithm>

namespace lockproof::reports {
namespace {

constexpr std::size_t kPeriodMax = 32;

// How often the `period` items from `first` on stand there in a row.
std::size_t rounds_of(std::span<const std::string> items, std::size_t first, std::size_t period) {
  std::size_t same = 0;
  while (first + period + same < items.size() && items[first + same] == items[first + period + same]) ++same;
  return 1 + same / period;
}

}  // namespace

std::vector<Repetition> repetitions(std::span<const std::string> items, std::size_t rounds_min) {
  std::vector<Repetition> found;
  for (std::size_t at = 0; at < items.size();) {
    std::size_t next = at + 1;
    for (std::size_t period = 1; period <= kPeriodMax && at + period * rounds_min <= items.size(); ++period) {
      const std::size_t rounds = rounds_of(items, at, period);
      if (rounds < rounds_min) continue;
      found.push_back({at, period, rounds});
      next = found.back().end();
      break;
    }
    at = next;
  }
  return found;
}

}  // namespace lockproof::reports
