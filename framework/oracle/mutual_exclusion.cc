#include "oracle/mutual_exclusion.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void MutualExclusion::begin(const Rules& rules) {
  contract_ = &rules.contract;
  inside_.clear();
}

std::optional<Violation> MutualExclusion::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit) {
    std::erase_if(inside_, [&](const Inside& inside) { return inside.actor == event.actor; });
  } else if (const auto mark = mark_of(event)) {
    if (mark->verb == "enter") return enter(trace, index, mark->key);
    if (mark->verb == "leave") leave(trace, event.actor, mark->key);
  }
  return std::nullopt;
}

std::optional<Violation> MutualExclusion::finish(const Trace&) {
  return std::nullopt;
}

std::optional<Violation> MutualExclusion::enter(const Trace& trace, std::size_t index, std::string_view key) {
  const int actor = trace.events[index].actor;
  for (const Inside& inside : inside_) {
    if (key_of(trace, inside.entered) != key) continue;
    if (inside.actor != actor && contract_->excludes_processes) {
      const auto seen = past(trace, index);
      return finding(name,
                     fmt::format("{} was still inside {} when {} entered", described(trace, seen, inside.actor), key,
                                 described(trace, seen, actor)),
                     index);
    }
    if (inside.actor == actor && contract_->excludes_threads) {
      return finding(name,
                     fmt::format("{} entered {} while it was inside already: two locks of one process held at once",
                                 name_of(trace, actor), key),
                     index);
    }
  }
  inside_.push_back({actor, index});
  return std::nullopt;
}

void MutualExclusion::leave(const Trace& trace, int actor, std::string_view key) {
  const auto is_it = [&](const Inside& inside) {
    return inside.actor == actor && key_of(trace, inside.entered) == key;
  };
  const auto it = std::ranges::find_if(inside_, is_it);
  if (it != inside_.end()) inside_.erase(it);
}

}  // namespace lockproof::oracle
