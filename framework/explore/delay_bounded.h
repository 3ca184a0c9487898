// Delay-bounded scheduling: M. Emmi, S. Qadeer, Z. Rakamaric: Delay-bounded scheduling, POPL 2011.
//
// A deterministic scheduler lets an actor run until it blocks or ends, then the next one, round robin; at most `delays`
// times it is made to pass over whoever is next. Many bugs show with very few delays. Here the first actor and the
// steps of the delays are drawn at random, the latter evenly among the steps of a profile run. Faults strike where
// FaultPlaces says; whoever runs for too long alone is passed over (Patience).
#pragma once

#include <vector>

#include "explore/fault_places.h"
#include "explore/patience.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class DelayBounded : public Strategy {
 public:
  DelayBounded(std::uint64_t seed, std::uint64_t delays);

  std::uint64_t profile_runs() const override { return 1; }
  void begin(std::uint64_t execution) override;
  void watch(const model::Trace& so_far) override { faults_.watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::size_t next_from(std::span<const model::Choice> choices, std::uint16_t actor) const;

  std::uint64_t seed_;
  std::uint64_t delay_count_;
  std::uint64_t execution_ = 0;
  std::uint64_t length_ = 100;  // steps of an execution, as far as is known
  SplitMix random_;
  FaultPlaces faults_;
  Patience patience_;
  std::vector<std::uint64_t> delays_;  // steps
  bool started_ = false;
  std::uint16_t current_ = 0;
  std::uint64_t step_ = 0;
};

}  // namespace lockproof::explore
