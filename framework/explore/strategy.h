// Picks among choices. Pure: no process, clock or file is involved, so that a strategy can be tested on
// hand-made choices, and an execution depends on nothing but its number and its seed.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "model/choice.h"
#include "model/operation.h"
#include "model/trace.h"

namespace lockproof::explore {

class Strategy {
 public:
  virtual ~Strategy() = default;

  // A new execution starts. The choices made in it may depend on `execution`, on what the strategy was made with,
  // on what the profile runs taught, and on nothing else.
  virtual void begin(std::uint64_t execution) = 0;

  // Executions 0 to profile_runs() - 1 teach: what finish() learns from them, and from nothing else, may steer later
  // ones. Every worker of a campaign makes them before any other, so that all have learnt the same.
  virtual std::uint64_t profile_runs() const { return 0; }

  // What every actor is about to do, by index into Trace::actors, as far as that is known before the result: called
  // before each choose(), and valid until it returns.
  virtual void look(std::span<const model::Operation* const> /*pending*/) {}

  // What has happened in this execution: called before each choose(), and valid until it returns.
  virtual void watch(const model::Trace& /*so_far*/) {}

  // What choose() returns to give the execution up: nothing that is still to come in it is new.
  static constexpr std::size_t kGiveUp = ~std::size_t{0};

  // Index of the choice to take. `choices` is not empty, its order is canonical (run before kill before
  // clock, by actor), and faults whose budget is spent are not in it.
  virtual std::size_t choose(std::span<const model::Choice> choices) = 0;

  // The execution is over.
  virtual void finish(const model::Trace& trace) = 0;

  // Whether the executions that were made are all that there are, up to equivalence.
  virtual bool is_complete() const { return false; }
};

}  // namespace lockproof::explore
