// Picks at random, with no memory of what it tried.
//
// At each step a fault strikes with a certain probability, and otherwise one of the other choices is taken, each as
// likely as the rest. How eager faults are is drawn anew for each execution: one step in 8, 16, 32... or 512, so that
// over many executions faults strike at the first steps, at late ones, and in some executions not at all. Which
// of several faults strikes is drawn evenly.
#pragma once

#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class RandomWalk : public Strategy {
 public:
  // The choices of execution i depend on `seed` and i only.
  explicit RandomWalk(std::uint64_t seed);

  void begin(std::uint64_t execution) override;
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::uint64_t seed_;
  SplitMix random_;
  std::uint64_t steps_per_fault_ = 0;
};

}  // namespace lockproof::explore
