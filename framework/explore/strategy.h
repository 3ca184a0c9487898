// Picks among choices. Pure: no process, clock or file is involved, so that a strategy can be tested on
// hand-made choices, and an execution depends on nothing but its number and its seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/choice.h"
#include "model/trace.h"

namespace lockproof::explore {

class Strategy {
 public:
  virtual ~Strategy() = default;

  // A new execution starts. The choices made in it may depend on `execution`, on what the strategy was made with
  // and on nothing else (finish() may teach an adaptive strategy; a campaign with several jobs says how that
  // stays deterministic).
  virtual void begin(std::uint64_t execution) = 0;

  // Index of the choice to take. `choices` is not empty, its order is canonical (run before kill before
  // clock, by actor), and faults whose budget is spent are not in it.
  virtual std::size_t choose(std::span<const model::Choice> choices) = 0;

  // The execution is over.
  virtual void finish(const model::Trace& trace) = 0;
};

}  // namespace lockproof::explore
