// Partial order sampling: X. Yuan, J. Yang, R. Gu: Partial order aware concurrency sampling, CAV 2018.
//
// Every pending operation has a random priority, and the highest is executed. Then the operations that raced with
// it, that is, which may conflict with it, and the next one of the same actor draw anew. Orders of operations that
// conflict are thus sampled more evenly than orders of operations that do not matter.
//
// Beyond the paper: conflicts are foreseen (may_conflict), since the result is not known yet; faults strike where
// FaultPlaces says; after too many runs of one actor all draw anew (Patience).
#pragma once

#include <vector>

#include "explore/fault_places.h"
#include "explore/patience.h"
#include "explore/split_mix.h"
#include "explore/strategy.h"

namespace lockproof::explore {

class Pos : public Strategy {
 public:
  // The choices of execution i depend on `seed` and i only.
  explicit Pos(std::uint64_t seed);

  void begin(std::uint64_t execution) override;
  void look(std::span<const model::Operation* const> pending) override { pending_ = pending; }
  void watch(const model::Trace& so_far) override { faults_.watch(so_far); }
  std::size_t choose(std::span<const model::Choice> choices) override;
  void finish(const model::Trace& trace) override;

 private:
  std::uint64_t priority(std::uint16_t actor);
  void draw_anew(std::span<const model::Choice> choices, std::uint16_t executed);

  std::uint64_t seed_;
  SplitMix random_;
  FaultPlaces faults_;
  Patience patience_;
  std::span<const model::Operation* const> pending_;
  std::vector<std::uint64_t> priorities_;  // by actor; 0: to be drawn
};

}  // namespace lockproof::explore
