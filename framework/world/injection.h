// Which operations go wrong, and how: the injections of a fault budget, compiled.
#pragma once

#include <cstdint>
#include <set>
#include <string>
#include <vector>

#include "lockproof/fault.h"
#include "model/operation.h"

namespace lockproof::world {

class InjectionRule {
 public:
  explicit InjectionRule(const Injection& injection);

  const Injection& injection() const { return injection_; }

  // Whether it strikes by itself, rather than by choice.
  bool is_certain() const { return injection_.first != 0; }

  // Whether it is about `operation` of the `actor`-th of the scenario's actors (from 1), or of a descendant of that
  // one.
  bool matches(const model::Operation& operation, int actor) const;

  // For a certain one: whether it strikes the `count`-th (from 1) matching operation of a process.
  bool strikes_at(std::uint32_t count) const;

 private:
  Injection injection_;
  std::set<std::string, std::less<>> calls_;
};

std::vector<InjectionRule> compile(const FaultBudget& faults);

}  // namespace lockproof::world
