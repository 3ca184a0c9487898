// Probabilistic concurrency testing: S. Burckhardt, P. Kothari, M. Musuvathi, S. Nagarakatte: A randomized scheduler
// with probabilistic guarantees of finding bugs, ASPLOS 2010.
//
// Every actor has a random priority, and the highest that can run runs. At depth - 1 steps, drawn evenly among the
// steps of an execution, whoever is about to run becomes the lowest. A bug that shows when `depth` operations come in a
// certain order is found with probability 1 / (n k^(depth-1)) at least, by n actors in k steps. k is the number of
// operations that a profile run made.
//
// Beyond the paper: faults strike where FaultPlaces says; an actor that is born has a random priority; whoever runs for
// too long alone becomes the lowest (Patience). The clock is never a choice beside others.
#pragma once

#include <vector>

#include "explore/fault_places.h"
#include "explore/patience.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class Pct : public Strategy {
 public:
  // Requires: depth > 0.
  Pct(std::uint64_t seed, std::uint64_t depth);

  std::uint64_t profile_runs() const override { return 1; }
  void begin(std::uint64_t execution) override;
  void watch(const model::Trace& so_far) override { faults_.watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::int64_t priority(std::uint16_t actor);
  std::size_t highest(std::span<const model::Choice> choices);

  std::uint64_t seed_;
  std::uint64_t depth_;
  std::uint64_t execution_ = 0;
  std::uint64_t length_ = 100;  // steps of an execution, as far as is known
  SplitMix random_;
  FaultPlaces faults_;
  Patience patience_;
  std::vector<std::int64_t> priorities_;  // by actor; 0: not drawn yet. Lowered ones are negative
  std::vector<std::uint64_t> changes_;    // steps
  std::int64_t lowest_ = 0;
  std::uint64_t step_ = 0;
};

}  // namespace lockproof::explore
