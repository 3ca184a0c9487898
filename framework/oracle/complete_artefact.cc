#include "oracle/complete_artefact.h"

#include <fmt/format.h>

#include <vector>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Trace;
using model::Violation;

void CompleteArtefact::begin(const Rules&) {}

std::optional<Violation> CompleteArtefact::observe(const Trace& trace, std::size_t index) {
  const auto mark = mark_of(trace.events[index]);
  if (!mark || mark->verb != "partial") return std::nullopt;
  return finding(name, fmt::format("{} found {}, but not whole", name_of(trace, trace.events[index].actor), mark->key),
                 index);
}

std::optional<Violation> CompleteArtefact::finish(const Trace& trace) {
  std::vector<bool> found(trace.actors.size());
  for (const model::Event& event : trace.events) {
    const auto mark = mark_of(event);
    if (!mark || mark->verb != "complete") continue;
    for (int actor = event.actor; actor >= 0; actor = trace.actors[static_cast<std::size_t>(actor)].parent)
      found[static_cast<std::size_t>(actor)] = true;
  }
  for (std::size_t index = 0; index < trace.events.size(); ++index) {
    const model::Event& event = trace.events[index];
    if (event.kind != model::Event::Kind::exit || event.operation.result != 0) continue;
    const auto actor = static_cast<std::size_t>(event.actor);
    if (trace.actors[actor].parent < 0 && !found[actor])
      return finding(
          name, fmt::format("{} ended well, but nothing ever found its artefact whole", name_of(trace, event.actor)),
          index);
  }
  return std::nullopt;
}

}  // namespace lockproof::oracle
