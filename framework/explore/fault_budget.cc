#include "explore/fault_budget.h"

#include <stdexcept>

namespace lockproof::explore {

using model::Choice;

bool is_fault(const Choice& choice) {
  return choice.kind == Choice::Kind::kill;
}

void RemainingFaults::take(const Choice& choice) {
  if (choice.kind != Choice::Kind::kill) return;
  if (budget_.kills == 0) throw std::logic_error("a kill was taken that the fault budget does not cover");
  --budget_.kills;
}

void RemainingFaults::filter(std::vector<Choice>& offered) const {
  if (budget_.kills > 0) return;
  std::erase_if(offered, [](const Choice& choice) { return choice.kind == Choice::Kind::kill; });
}

}  // namespace lockproof::explore
