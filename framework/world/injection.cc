#include "world/injection.h"

#include <fnmatch.h>

#include <sstream>

namespace lockproof::world {

InjectionRule::InjectionRule(const Injection& injection) : injection_(injection) {
  std::istringstream names(injection.calls);
  for (std::string name; std::getline(names, name, ',');) calls_.insert(name);
}

bool InjectionRule::matches(const model::Operation& operation, int actor) const {
  if (injection_.actor != 0 && injection_.actor != actor) return false;
  if (!calls_.contains(model::call_name(operation.number))) return false;
  const auto is_about = [&](const std::string& path) {
    return fnmatch(injection_.path.c_str(), path.c_str(), FNM_PATHNAME) == 0;
  };
  return injection_.path.empty() || is_about(operation.path) || is_about(operation.path2);
}

bool InjectionRule::strikes_at(std::uint32_t count) const {
  const auto& [first, step] = std::pair(injection_.first, injection_.step);
  return count == first || (step != 0 && count > first && (count - first) % step == 0);
}

std::vector<InjectionRule> compile(const FaultBudget& faults) {
  std::vector<InjectionRule> rules;
  for (const Injection& injection : faults.injections) rules.emplace_back(injection);
  return rules;
}

}  // namespace lockproof::world
