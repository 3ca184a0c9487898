#include "explore/pos.h"

#include <algorithm>

#include "explore/pending_conflict.h"
#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

Pos::Pos(std::uint64_t seed) : seed_(seed), random_(seed, 0) {}

void Pos::begin(std::uint64_t execution) {
  random_ = SplitMix(seed_, execution);
  faults_.begin(SplitMix(random_.next()));
  patience_.begin();
  pending_ = {};
  priorities_.clear();
}

std::uint64_t Pos::priority(std::uint16_t actor) {
  if (actor >= priorities_.size()) priorities_.resize(actor + 1U);
  if (priorities_[actor] == 0) priorities_[actor] = random_.next() | 1;
  return priorities_[actor];
}

void Pos::draw_anew(std::span<const Choice> choices, std::uint16_t executed) {
  for (const Choice& choice : choices) {
    if (!is_run(choice) || choice.actor == executed) continue;
    if (choice.actor >= priorities_.size() || std::max(choice.actor, executed) >= pending_.size()) continue;
    if (may_conflict(*pending_[executed], *pending_[choice.actor])) priorities_[choice.actor] = 0;
  }
  if (executed < priorities_.size()) priorities_[executed] = 0;
}

std::size_t Pos::choose(std::span<const Choice> choices) {
  if (const auto fault = faults_.strike(choices)) return *fault;
  const std::size_t runs = count_runs(choices);
  if (runs == 0) return first_without_run(choices);
  std::size_t best = highest_run(choices, [&](std::uint16_t actor) { return priority(actor); });
  if (patience_.is_over(choices[best].actor, runs == 1)) {
    best = nth_run(choices, random_.below(runs));
    std::ranges::fill(priorities_, 0);
  }
  draw_anew(choices, choices[best].actor);
  return best;
}

void Pos::finish(const model::Trace&) {
  pending_ = {};
}

}  // namespace lockproof::explore
