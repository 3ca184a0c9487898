// Strikes early and late in turn: in execution n, up to 15, the first fault strikes at the n-th place, counted over the
// choices that are fresh faults (FreshFaults) as they are offered. After that, further faults strike at one step in
// four that has a place. Everything else is picked at random, each choice as likely as the others. So 16 executions try
// a fault at each of the first 16 places where one makes a difference, which a random walk needs many more for; the
// next 32 begin again, with other schedules, then the next 64 and so on. For faults whose place matters more than the
// interleaving: a stall between two certain calls, a kill between create and write.
#pragma once

#include <optional>

#include "explore/fresh_faults.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class FaultSweep : public Strategy {
 public:
  // The choices of execution i depend on `seed` and i only.
  explicit FaultSweep(std::uint64_t seed);

  void begin(std::uint64_t execution) override;
  void watch(const model::Trace& so_far) override { fresh_.watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::optional<std::size_t> strike(std::span<const model::Choice> choices);

  std::uint64_t seed_;
  SplitMix random_;
  FreshFaults fresh_;
  std::uint64_t place_ = 0;   // at which the fault strikes
  std::uint64_t passed_ = 0;  // places so far
};

}  // namespace lockproof::explore
