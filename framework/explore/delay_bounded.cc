#include "explore/delay_bounded.h"

#include <algorithm>

#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;

DelayBounded::DelayBounded(std::uint64_t seed, std::uint64_t delays)
    : seed_(seed), delay_count_(delays), random_(seed, 0) {}

void DelayBounded::begin(std::uint64_t execution) {
  execution_ = execution;
  random_ = SplitMix(seed_, execution);
  faults_.begin(SplitMix(random_.next()));
  patience_.begin();
  started_ = false;
  step_ = 0;
  delays_.resize(delay_count_);
  const std::uint64_t length = execution < profile_runs() ? 100 : length_;
  for (std::uint64_t& delay : delays_) delay = random_.below(length);
}

// Index of the run of `actor`, or of the first after it that can run, round robin. Requires: an actor can run.
std::size_t DelayBounded::next_from(std::span<const Choice> choices, std::uint16_t actor) const {
  const auto from = [&](std::uint16_t first) {
    return std::ranges::find_if(choices, [&](const Choice& choice) { return is_run(choice) && choice.actor >= first; });
  };
  const auto next = from(actor);
  return static_cast<std::size_t>((next != choices.end() ? next : from(0)) - choices.begin());
}

std::size_t DelayBounded::choose(std::span<const Choice> choices) {
  if (const auto fault = faults_.strike(choices)) return *fault;
  const std::size_t runs = count_runs(choices);
  if (runs == 0) return first_without_run(choices);
  if (!started_) current_ = choices[nth_run(choices, random_.below(runs))].actor;
  started_ = true;
  std::size_t next = next_from(choices, current_);
  const auto pass_over = [&] { next = next_from(choices, static_cast<std::uint16_t>(choices[next].actor + 1)); };
  for (const std::uint64_t delay : delays_)
    if (delay == step_) pass_over();
  ++step_;
  if (patience_.is_over(choices[next].actor, runs == 1)) pass_over();
  current_ = choices[next].actor;
  return next;
}

void DelayBounded::finish(const model::Trace& trace) {
  if (execution_ >= profile_runs()) return;
  length_ = std::max<std::uint64_t>(1, count_runs(trace.schedule));
}

}  // namespace lockproof::explore
