#include "oracle/lock_free_cache_hit.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"
#include "oracle/path_glob.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void LockFreeCacheHit::begin(const Rules& rules) {
  rules_ = &rules;
  lockless_.clear();
}

std::optional<Violation> LockFreeCacheHit::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (const auto mark = mark_of(event); mark && mark->verb == "lockless") lockless_.push_back(event.actor);
  if (event.kind != Event::Kind::operation && event.kind != Event::Kind::blocked) return std::nullopt;
  if (!is_lockless(trace, event.actor)) return std::nullopt;
  for (const std::string_view path :
       {std::string_view(event.operation.path), std::string_view(event.operation.path2)}) {
    if (!is_about_lock(path)) continue;
    return finding(name,
                   fmt::format("{} needs no lock, but called {} on {}", name_of(trace, event.actor),
                               model::call_name(event.operation.number), path),
                   index);
  }
  return std::nullopt;
}

std::optional<Violation> LockFreeCacheHit::finish(const Trace&) {
  return std::nullopt;
}

bool LockFreeCacheHit::is_lockless(const Trace& trace, int actor) const {
  for (; actor >= 0; actor = trace.actors[static_cast<std::size_t>(actor)].parent)
    if (std::ranges::find(lockless_, actor) != lockless_.end()) return true;
  return false;
}

// "locks/build.lock.guard" and "locks/build.lock.4711" belong to the lock.
bool LockFreeCacheHit::is_about_lock(std::string_view path) const {
  return matches_glob(rules_->lock_path, path) || matches_glob(rules_->lock_path + ".*", path);
}

}  // namespace lockproof::oracle
