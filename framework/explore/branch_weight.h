// How large the branch of a tree of executions is that begins with a choice, beside the others. A guess, for estimates
// of the size of the whole: a fault may strike at every step, and little comes after it that would not have come
// before.
#pragma once

#include <cstdint>

#include "explore/fault_budget.h"

namespace lockproof::explore {

inline std::uint64_t branch_weight(const model::Choice& choice) {
  return is_fault(choice) ? 1 : 64;
}

}  // namespace lockproof::explore
