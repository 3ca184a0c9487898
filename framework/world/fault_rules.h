// Where the faults of a budget may strike: their filters, compiled. The one place that decides it.
#pragma once

#include <bitset>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/fault.h"
#include "model/operation.h"

namespace lockproof::world {

// Where an actor stands.
struct Standing {
  int actor = 0;                                // which of the scenario's actors it is or descends from, from 1
  bool inside = false;                          // that one or a descendant of it is in a critical section
  const model::Operation* operation = nullptr;  // about to be performed, waited in or slept in; null: none
};

class FilterRule {
 public:
  explicit FilterRule(const FaultFilter& filter);

  bool matches(const Standing& standing) const;

 private:
  bool is_about(const model::Operation& operation) const;

  FaultFilter filter_;
  std::bitset<512> calls_;
};

class InjectionRule {
 public:
  explicit InjectionRule(const Injection& injection) : injection_(injection), filter_(injection.filter) {}

  const Injection& injection() const { return injection_; }
  const FilterRule& filter() const { return filter_; }

  // Whether it strikes by itself, rather than by choice.
  bool is_certain() const { return injection_.first != 0; }

  // For a certain one: whether it strikes the `count`-th (from 1) matching operation of a process.
  bool strikes_at(std::uint32_t count) const;

 private:
  Injection injection_;
  FilterRule filter_;
};

// In the order of the budget.
struct FaultRules {
  FaultRules() = default;
  explicit FaultRules(const FaultBudget& faults);

  std::vector<FilterRule> kills{};
  std::vector<FilterRule> tree_kills{};
  std::vector<FilterRule> pid_reuses{};
  std::vector<FilterRule> signals{};
  std::vector<FilterRule> pauses{};
  std::vector<FilterRule> clock_steps{};
  std::vector<FilterRule> lock_losses{};
  std::vector<InjectionRule> injections{};
};

}  // namespace lockproof::world
