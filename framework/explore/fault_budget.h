// What is left of a scenario's fault budget in one execution.
#pragma once

#include <cstdint>
#include <vector>

#include "lockproof/fault.h"
#include "model/choice.h"

namespace lockproof::explore {

bool is_fault(const model::Choice& choice);

class RemainingFaults {
 public:
  explicit RemainingFaults(const FaultBudget& budget) : budget_(budget) {}

  // Accounts for a choice that was taken.
  void take(const model::Choice& choice);

  // Removes the choices that the budget no longer covers. Keeps the order of the others.
  void filter(std::vector<model::Choice>& offered);

 private:
  // What is left of the budget for faults like this one; null if it is no fault.
  std::uint32_t* count_for(const model::Choice& choice);

  FaultBudget budget_;
};

}  // namespace lockproof::explore
