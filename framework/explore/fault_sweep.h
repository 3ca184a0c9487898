// Strikes early and late in turn: each of the first 16 executions makes its first fault strike at another one of the
// first 16 places, counted over the choices that are fresh faults (FreshFaults) as they are offered. Further ones
// follow within four places of the one before; after one in eight none does, as what a single fault brings about is
// easily hidden by the next. Everything else another strategy picks, which is shown no faults. So a few executions try
// a fault at each place where one makes a difference, which chance needs many more for. The next 16 do so again, with
// other schedules, then 32 and 32 with the first 32 places, and so on. For faults whose place matters more than the
// interleaving: a stall between two certain calls, a kill between create and write.
#pragma once

#include <memory>
#include <optional>

#include "explore/fresh_faults.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class FaultSweep : public Strategy {
 public:
  // The faults of execution i depend on `seed` and i only.
  FaultSweep(std::uint64_t seed, std::unique_ptr<Strategy> rest);

  std::uint64_t profile_runs() const override { return rest_->profile_runs(); }
  void begin(std::uint64_t execution) override;
  void look(std::span<const model::Operation* const> pending) override { rest_->look(pending); }
  void watch(const model::Trace& so_far) override;
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override { rest_->finish(trace); }

 private:
  std::optional<std::size_t> strike(std::span<const model::Choice> choices);

  std::uint64_t seed_;
  std::unique_ptr<Strategy> rest_;
  SplitMix random_;
  FreshFaults fresh_;
  std::uint64_t places_left_ = 0;  // until the next fault
};

}  // namespace lockproof::explore
