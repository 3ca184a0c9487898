#include "explore/fault_sweep.h"

#include <algorithm>
#include <iterator>
#include <limits>
#include <utility>
#include <vector>

#include "explore/fault_budget.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

namespace {

constexpr std::uint64_t kPlacesPerFurtherFault = 4;
constexpr std::uint64_t kFaultsPerLast = 8;
constexpr std::uint64_t kNever = std::numeric_limits<std::uint64_t>::max();
constexpr int kFirstRoundBits = 4;  // 16 executions

// A round has each of its places once. It comes twice, then one that is twice as long. Bits reversed (J. G. van der
// Corput, 1935), the first few places lie far apart.
std::uint64_t place_of(std::uint64_t turn, std::uint64_t seed) {
  int bits = kFirstRoundBits;
  for (; turn >= 2ULL << bits; ++bits) turn -= 2ULL << bits;
  std::uint64_t place = 0;
  for (int bit = 0; bit < bits; ++bit) place |= (turn >> bit & 1) << (bits - 1 - bit);
  return place ^ (SplitMix(seed).next() & ((1ULL << bits) - 1));
}

}  // namespace

FaultSweep::FaultSweep(std::uint64_t seed, std::unique_ptr<Strategy> rest)
    : seed_(seed), rest_(std::move(rest)), random_(seed, 0) {}

void FaultSweep::begin(std::uint64_t execution) {
  random_ = SplitMix(seed_, execution);
  fresh_.begin();
  places_left_ = place_of(execution - std::min(execution, profile_runs()), seed_);
  rest_->begin(execution);
}

void FaultSweep::watch(const model::Trace& so_far) {
  fresh_.watch(so_far);
  rest_->watch(so_far);
}

std::optional<std::size_t> FaultSweep::strike(std::span<const Choice> choices) {
  const auto is_place = [&](const Choice& choice) { return is_fault(choice) && fresh_.is_fresh(choice); };
  const auto places = static_cast<std::uint64_t>(std::ranges::count_if(choices, is_place));
  if (places_left_ >= places) {
    places_left_ -= places;
    return std::nullopt;
  }
  const bool is_last = random_.below(kFaultsPerLast) == 0;
  const std::uint64_t further = is_last ? kNever : random_.below(kPlacesPerFurtherFault);
  return nth_such(choices, std::exchange(places_left_, further), is_place);
}

std::size_t FaultSweep::choose(std::span<const Choice> choices) {
  const auto struck = strike(choices);
  fresh_.pass();
  if (struck) return *struck;
  std::vector<Choice> others;
  std::ranges::remove_copy_if(choices, std::back_inserter(others), is_fault);
  if (others.empty()) return 0;
  return index_of(choices, others[rest_->choose(others)]);
}

}  // namespace lockproof::explore
