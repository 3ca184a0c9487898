// Where faults strike in an execution, for strategies whose subject is the order of the actors.
//
// The first place is drawn in begin(): evenly among the first L steps at which a fault could strike, L being drawn from
// 8, 16, 32... 512, so that neither early nor late places are rare, whatever the length of the execution. One execution
// in eight has no fault at all. A further fault follows within 8 steps or within L, evenly. Which of the faults that
// are offered strikes is drawn first by kind (and value), then by actor: a kind that is offered for one actor only is
// as likely as one that is offered for all.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "explore/split_mix.h"
#include "model/choice.h"

namespace lockproof::explore {

class FaultPlaces {
 public:
  void begin(SplitMix random);

  // Once for each step, with all its choices: index of the fault that strikes now, if one does.
  std::optional<std::size_t> strike(std::span<const model::Choice> choices);

 private:
  SplitMix random_{0};
  std::uint64_t length_ = 0;
  std::uint64_t steps_left_ = 0;  // at which a fault could strike
  bool none_ = false;
};

}  // namespace lockproof::explore
