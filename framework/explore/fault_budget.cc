#include "explore/fault_budget.h"

#include <stdexcept>

namespace lockproof::explore {

using model::Choice;

bool is_fault(const Choice& choice) {
  return choice.kind != Choice::Kind::run && choice.kind != Choice::Kind::clock;
}

std::uint32_t* RemainingFaults::count_for(const Choice& choice) {
  switch (choice.kind) {
    case Choice::Kind::kill:
      return &budget_.kills;
    case Choice::Kind::kill_tree:
      return &budget_.tree_kills;
    case Choice::Kind::reuse_pid:
      return &budget_.pid_reuses;
    case Choice::Kind::signal:
      return &budget_.signals.at(choice.value).count;
    case Choice::Kind::pause:
      return &budget_.pauses.at(choice.value).count;
    case Choice::Kind::step_clock:
      return &budget_.clock_steps.at(choice.value).count;
    case Choice::Kind::fail:
      return &budget_.injections.at(choice.value).count;
    case Choice::Kind::run:
    case Choice::Kind::clock:
      break;
  }
  return nullptr;
}

void RemainingFaults::take(const Choice& choice) {
  std::uint32_t* count = count_for(choice);
  if (count == nullptr) return;
  if (*count == 0) throw std::logic_error("a fault was taken that the budget does not cover");
  --*count;
}

void RemainingFaults::filter(std::vector<Choice>& offered) {
  std::erase_if(offered, [&](const Choice& choice) {
    const std::uint32_t* count = count_for(choice);
    return count != nullptr && *count == 0;
  });
}

}  // namespace lockproof::explore
