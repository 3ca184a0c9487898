#include "engine/catalog.h"

#include <algorithm>

namespace lockproof::engine {
namespace {

template <typename Item>
const Item* find(const std::vector<const Item*>& items, std::string_view name) {
  const auto found = std::ranges::find(items, name, &Item::name);
  return found == items.end() ? nullptr : *found;
}

}  // namespace

const LockInfo* Catalog::find_lock(std::string_view name) const {
  for (const auto* list : {&locks, &published, &mutants}) {
    if (const LockInfo* lock = find(*list, name)) return lock;
  }
  return nullptr;
}

const Scenario* Catalog::find_scenario(std::string_view name) const {
  if (race != nullptr && race->name == name) return race;
  return find(scenarios, name);
}

}  // namespace lockproof::engine
