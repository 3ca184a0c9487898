// The locks and scenarios that there are.
#pragma once

#include <string_view>
#include <vector>

#include "lockproof/lock.h"
#include "lockproof/scenario.h"

namespace lockproof::engine {

struct Catalog {
  std::vector<const LockInfo*> locks;      // meant to work
  std::vector<const LockInfo*> published;  // as others have published them, with known limits
  std::vector<const LockInfo*> mutants;    // deliberately broken
  std::vector<const Scenario*> scenarios;
  const Scenario* race = nullptr;  // of commands that are no locks; only by name

  // Null if there is none of that name.
  const LockInfo* find_lock(std::string_view name) const;
  const Scenario* find_scenario(std::string_view name) const;
};

}  // namespace lockproof::engine
