#include "explore/pct.h"

#include <algorithm>

#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

Pct::Pct(std::uint64_t seed, std::uint64_t depth) : seed_(seed), depth_(depth), random_(seed, 0) {}

void Pct::begin(std::uint64_t execution) {
  execution_ = execution;
  random_ = SplitMix(seed_, execution);
  faults_.begin(SplitMix(random_.next()));
  patience_.begin();
  priorities_.clear();
  lowest_ = 0;
  step_ = 0;
  changes_.resize(depth_ - 1);
  const std::uint64_t length = execution < profile_runs() ? 100 : length_;
  for (std::uint64_t& change : changes_) change = random_.below(length);
}

std::int64_t Pct::priority(std::uint16_t actor) {
  if (actor >= priorities_.size()) priorities_.resize(actor + 1U);
  if (priorities_[actor] == 0) priorities_[actor] = static_cast<std::int64_t>(random_.next() >> 1) | 1;
  return priorities_[actor];
}

// Requires: an actor can run.
std::size_t Pct::highest(std::span<const Choice> choices) {
  return highest_run(choices, [&](std::uint16_t actor) { return priority(actor); });
}

std::size_t Pct::choose(std::span<const Choice> choices) {
  if (const auto fault = faults_.strike(choices)) return *fault;
  const std::size_t runs = count_runs(choices);
  if (runs == 0) return first_without_run(choices);
  const auto lower_highest = [&] {
    const std::uint16_t actor = choices[highest(choices)].actor;
    priorities_.resize(std::max<std::size_t>(priorities_.size(), actor + 1U));
    priorities_[actor] = --lowest_;
  };
  for (const std::uint64_t change : changes_)
    if (change == step_) lower_highest();
  ++step_;
  if (patience_.is_over(choices[highest(choices)].actor, runs == 1)) lower_highest();
  return highest(choices);
}

void Pct::finish(const model::Trace& trace) {
  if (execution_ >= profile_runs()) return;
  length_ = std::max<std::uint64_t>(1, count_runs(trace.schedule));
}

}  // namespace lockproof::explore
