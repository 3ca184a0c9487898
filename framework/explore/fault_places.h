// Where faults strike in an execution, for strategies whose subject is the order of the actors.
//
// A place is a step at which a fault is fresh (FreshFaults), and only such faults strike there. The first one is drawn
// in begin(): evenly among the first L places, L being drawn from 4, 8, 16... 256, short ones more often, so that
// neither early nor late places are rare, whatever the length of the execution. One execution in 16 has no fault at
// all. A further fault follows within 4 places or within L, evenly; after one in eight, none does. Which of the faults
// strikes is drawn first by kind (and value), then by actor: a kind that is offered for one actor only is as likely as
// one that is offered for all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "explore/fresh_faults.h"
#include "explore/split_mix.h"
#include "model/choice.h"

namespace lockproof::explore {

class FaultPlaces {
 public:
  void begin(SplitMix random);

  // What has happened so far: before each strike(). Whoever is not told takes every fault for fresh.
  void watch(const model::Trace& so_far) { fresh_.watch(so_far); }

  // Once for each step, with all its choices: index of the fault that strikes now, if one does.
  std::optional<std::size_t> strike(std::span<const model::Choice> choices);

 private:
  SplitMix random_{0};
  FreshFaults fresh_;
  std::uint64_t length_ = 0;
  std::uint64_t places_left_ = 0;
  bool is_over_ = false;
};

}  // namespace lockproof::explore
