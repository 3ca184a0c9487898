#include "explore/fault_budget.h"

#include <stdexcept>

namespace lockproof::explore {

using model::Choice;

namespace {

// What `budget` holds for faults like this one; null if it is no fault.
template <typename Budget>
auto count_for(Budget& budget, const Choice& choice) -> decltype(&budget.kills.front().count) {
  switch (choice.kind) {
    case Choice::Kind::kill:
      return &budget.kills.at(choice.value).count;
    case Choice::Kind::kill_tree:
      return &budget.tree_kills.at(choice.value).count;
    case Choice::Kind::reuse_pid:
      return &budget.pid_reuses.at(choice.value).count;
    case Choice::Kind::signal:
      return &budget.signals.at(choice.value).count;
    case Choice::Kind::pause:
      return &budget.pauses.at(choice.value).count;
    case Choice::Kind::step_clock:
      return &budget.clock_steps.at(choice.value).count;
    case Choice::Kind::lose_locks:
      return &budget.lock_losses.at(choice.value).count;
    case Choice::Kind::fail:
      return &budget.injections.at(choice.value).count;
    case Choice::Kind::run:
    case Choice::Kind::clock:
      break;
  }
  return nullptr;
}

}  // namespace

bool is_fault(const Choice& choice) {
  return choice.kind != Choice::Kind::run && choice.kind != Choice::Kind::clock;
}

void RemainingFaults::take(const Choice& choice) {
  std::uint32_t* count = count_for(budget_, choice);
  if (count == nullptr) return;
  if (*count == 0) throw std::logic_error("a fault was taken that the budget does not cover");
  --*count;
}

void RemainingFaults::filter(std::vector<Choice>& offered) const {
  std::erase_if(offered, [&](const Choice& choice) {
    const std::uint32_t* count = count_for(budget_, choice);
    return count != nullptr && *count == 0;
  });
}

}  // namespace lockproof::explore
