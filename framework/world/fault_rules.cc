#include "world/fault_rules.h"

#include <fnmatch.h>

#include <algorithm>
#include <sstream>

namespace lockproof::world {
namespace {

template <typename Fault>
std::vector<FilterRule> compile(const std::vector<Fault>& faults) {
  std::vector<FilterRule> rules;
  for (const Fault& fault : faults) rules.emplace_back(fault.filter);
  return rules;
}

}  // namespace

FilterRule::FilterRule(const FaultFilter& filter) : filter_(filter) {
  std::istringstream names(filter.calls);
  for (std::string name; std::getline(names, name, ',');)
    for (std::uint16_t number = 0; number < calls_.size(); ++number)
      if (model::call_name(number) == name) calls_.set(number);
}

bool FilterRule::is_about(const model::Operation& operation) const {
  const auto is_at = [&](const std::string& path) {
    return !path.empty() && fnmatch(filter_.path.c_str(), path.c_str(), FNM_PATHNAME) == 0;
  };
  if (!filter_.calls.empty() && (operation.number >= calls_.size() || !calls_.test(operation.number))) return false;
  return filter_.path.empty() || is_at(operation.path) || is_at(operation.path2);
}

bool FilterRule::matches(const Standing& standing) const {
  if (filter_.actor != 0 && filter_.actor != standing.actor) return false;
  if (filter_.phase != Phase::any && (filter_.phase == Phase::inside) != standing.inside) return false;
  if (filter_.calls.empty() && filter_.path.empty()) return true;
  return standing.operation != nullptr && is_about(*standing.operation);
}

bool InjectionRule::strikes_at(std::uint32_t count) const {
  const auto& [first, step] = std::pair(injection_.first, injection_.step);
  return count == first || (step != 0 && count > first && (count - first) % step == 0);
}

FaultRules::FaultRules(const FaultBudget& faults)
    : kills(compile(faults.kills)),
      tree_kills(compile(faults.tree_kills)),
      pid_reuses(compile(faults.pid_reuses)),
      signals(compile(faults.signals)),
      pauses(compile(faults.pauses)),
      clock_steps(compile(faults.clock_steps)),
      lock_losses(compile(faults.lock_losses)) {
  for (const Injection& injection : faults.injections) injections.emplace_back(injection);
}

}  // namespace lockproof::world
