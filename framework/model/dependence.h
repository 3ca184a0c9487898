// Which steps of an execution may not change places: the relation that partial-order reduction rests on.
//
// Two steps are independent if, wherever both can be taken, either order leads to the same state, neither enables or
// disables the other, and no oracle can tell the orders apart. In doubt they are dependent. Assumed: actors share no
// memory, and compare inode numbers for equality only (which file gets which number depends on the order).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "model/footprint.h"

namespace lockproof::model {

// The rules, in order:
//   - the clock may pass nobody: whoever can run comes before it
//   - faults share their budgets; and if several may strike, who ends is struck no more
//   - an actor took part in both
//   - accesses of the two conflict (model/operation.h)
bool dependent(const Footprint& left, const Footprint& right);

// Happens-before of an execution: the least order of its steps that contains every dependent pair as it came.
// Executions that differ in nothing but the order of other pairs are equivalent.
class HappensBefore {
 public:
  // Forgets all steps from `size` on.
  void cut(std::size_t size);

  // Adds a step. `earlier` are the footprints of all before it. Returns the steps that it races with: dependent, and
  // with nothing between the two in the order. Latest first.
  std::vector<std::size_t> add(const Footprint& step, std::span<const Footprint* const> earlier);

  // Requires: first < second < size().
  bool before(std::size_t first, std::size_t second) const {
    return (past_[second][first / 64] >> (first % 64) & 1U) != 0;
  }
  std::size_t size() const { return past_.size(); }

 private:
  std::vector<std::vector<std::uint64_t>> past_;  // of each step, a bit for each step before it
};

}  // namespace lockproof::model
