#include "world/attribute_cache.h"

#include <utility>

namespace lockproof::world {

const AttributeCache::Seen* AttributeCache::find(int client, const Place& place, long number, bool only_looks,
                                                 std::int64_t now_ns) const {
  const auto it = seen_.find({client, place.directory, place.name});
  if (it == seen_.end() || it->second.until_ns <= now_ns) return nullptr;
  const Seen& seen = it->second;
  const bool says_enough = seen.number == number || seen.result < 0 || only_looks;
  return says_enough ? &seen : nullptr;
}

void AttributeCache::note(int client, const Place& place, Seen seen) {
  seen_.insert_or_assign({client, place.directory, place.name}, std::move(seen));
}

void AttributeCache::forget(int client, const Place& place) {
  seen_.erase({client, place.directory, place.name});
}

void AttributeCache::forget(int client) {
  std::erase_if(seen_, [&](const auto& entry) { return std::get<0>(entry.first) == client; });
}

}  // namespace lockproof::world
