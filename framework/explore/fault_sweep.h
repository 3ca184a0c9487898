// Strikes early and late in turn: in execution n the first fault strikes at the n-th opportunity, counted over the
// choices that are faults as they are offered. After that, further faults strike at one step in eight. Everything else
// is picked at random, each choice as likely as the others. So n executions try a fault at each of the first n places
// where one can strike, which a random walk needs many more for. For faults whose place matters more than the
// interleaving: a stall between two certain calls, a kill between create and write.
#pragma once

#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class FaultSweep : public Strategy {
 public:
  // The choices of execution i depend on `seed` and i only.
  explicit FaultSweep(std::uint64_t seed);

  void begin(std::uint64_t execution) override;
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::uint64_t seed_;
  SplitMix random_;
  std::uint64_t place_ = 0;   // at which the fault strikes
  std::uint64_t passed_ = 0;  // places so far
};

}  // namespace lockproof::explore
