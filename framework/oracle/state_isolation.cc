#include "oracle/state_isolation.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/path_glob.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

namespace {

// The scenario's actor that this one is or descends from.
int root_of(const Trace& trace, int actor) {
  for (int parent = actor; parent >= 0; parent = trace.actors[static_cast<std::size_t>(actor)].parent) actor = parent;
  return actor;
}

}  // namespace

void StateIsolation::begin(const Rules& rules) {
  rules_ = &rules;
  writers_.clear();
}

std::optional<Violation> StateIsolation::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind != Event::Kind::operation || std::ranges::none_of(event.operation.accesses, &model::Access::write))
    return std::nullopt;
  if (auto violation = note_write(trace, index, event.operation.path)) return violation;
  return note_write(trace, index, event.operation.path2);
}

std::optional<Violation> StateIsolation::finish(const Trace&) {
  return std::nullopt;
}

std::optional<Violation> StateIsolation::note_write(const Trace& trace, std::size_t index, const std::string& path) {
  const auto covers = [&](const std::string& pattern) { return matches_glob(pattern, path); };
  if (std::ranges::none_of(rules_->private_paths, covers)) return std::nullopt;
  const int actor = root_of(trace, trace.events[index].actor);
  const int first = writers_.try_emplace(path, actor).first->second;
  if (first == actor) return std::nullopt;
  return finding(name,
                 fmt::format("{} wrote to {}, which belongs to {}", name_of(trace, trace.events[index].actor), path,
                             name_of(trace, first)),
                 index);
}

}  // namespace lockproof::oracle
