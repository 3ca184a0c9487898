#include "oracle/no_foreign_write.h"

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

void NoForeignWrite::begin(const Rules& rules) {
  rules_ = &rules;
  inside_.clear();
}

std::optional<Violation> NoForeignWrite::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit) std::erase(inside_, event.actor);
  if (const auto mark = mark_of(event)) {
    if (mark->verb == "enter") inside_.push_back(event.actor);
    const auto it = std::ranges::find(inside_, event.actor);
    if (mark->verb == "leave" && it != inside_.end()) inside_.erase(it);
  }
  if (event.kind != Event::Kind::operation || std::ranges::none_of(event.operation.accesses, &model::Access::write))
    return std::nullopt;
  if (auto violation = note_write(trace, index, event.operation.path)) return violation;
  return note_write(trace, index, event.operation.path2);
}

std::optional<Violation> NoForeignWrite::finish(const Trace&) {
  return std::nullopt;
}

std::optional<Violation> NoForeignWrite::note_write(const Trace& trace, std::size_t index,
                                                    const std::string& path) const {
  const auto covers = [&](const std::string& pattern) { return matches_glob(pattern, path); };
  if (inside_.empty() || std::ranges::none_of(rules_->protected_paths, covers)) return std::nullopt;
  const int writer = trace.events[index].actor;
  const auto includes_writer = [&](int actor) {
    return descends_from(trace, writer, actor) || descends_from(trace, actor, writer);
  };
  if (std::ranges::any_of(inside_, includes_writer)) return std::nullopt;
  return finding(name,
                 fmt::format("{} is outside and wrote to {}, while {} was inside", name_of(trace, writer), path,
                             name_of(trace, inside_.back())),
                 index);
}

}  // namespace lockproof::oracle
