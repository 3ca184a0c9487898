#include "cli/catalog.h"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <vector>

#include "cli/command_line.h"
#include "lock-impls/locks.h"
#include "lockproof/run.h"
#include "scenarios/scenarios.h"

namespace lockproof {
namespace {

// Filled before main(): a constant of its own file might not be there yet.
std::vector<const LockInfo*>& registered() {
  static std::vector<const LockInfo*> locks;
  return locks;
}

}  // namespace

bool register_lock(const LockInfo& lock) {
  auto& locks = registered();
  if (std::ranges::find(locks, &lock) == locks.end()) locks.push_back(&lock);
  return true;
}

std::vector<std::string_view> scenario_names() {
  std::vector<std::string_view> names;
  for (const Scenario* scenario : scenarios::all_scenarios()) names.push_back(scenario->name);
  return names;
}

namespace cli {
namespace {

bool is_name(std::string_view text) {
  return !text.empty() && std::ranges::all_of(text, [](char c) {
    return c == '_' || std::isdigit(static_cast<unsigned char>(c)) != 0 || (c >= 'a' && c <= 'z');
  });
}

}  // namespace

engine::Catalog make_catalog() {
  const auto locks = locks::all_locks();
  const auto published = locks::all_published();
  const auto mutants = locks::all_mutants();
  const auto scenarios = scenarios::all_scenarios();
  engine::Catalog catalog{.locks = {locks.begin(), locks.end()},
                          .published = {published.begin(), published.end()},
                          .mutants = {mutants.begin(), mutants.end()},
                          .scenarios = {scenarios.begin(), scenarios.end()},
                          .race = &scenarios::race_scenario};
  for (const LockInfo* lock : registered()) add_lock(catalog, *lock);
  return catalog;
}

void add_lock(engine::Catalog& catalog, const LockInfo& lock) {
  if (!is_name(lock.name)) throw UsageError(fmt::format("the lock '{}': its name must be of [a-z0-9_]", lock.name));
  if (catalog.find_lock(lock.name) != nullptr)
    throw UsageError(fmt::format("there already is a lock '{}': give this one another name", lock.name));
  catalog.locks.push_back(&lock);
}

}  // namespace cli
}  // namespace lockproof
