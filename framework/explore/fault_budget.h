// What is left of a scenario's fault budget in one execution.
#pragma once

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
  void filter(std::vector<model::Choice>& offered) const;

 private:
  FaultBudget budget_;
};

}  // namespace lockproof::explore
