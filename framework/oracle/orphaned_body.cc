#include "oracle/orphaned_body.h"

#include <set>

#include "oracle/actor_fate.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

std::optional<int> orphaned_body(const model::Trace& trace) {
  std::set<int> inside;
  std::set<int> orphans;
  for (const model::Event& event : trace.events) {
    if (event.kind == model::Event::Kind::exit) {
      inside.erase(event.actor);
      orphans.erase(event.actor);
      if (!was_killed(event)) continue;
      for (const int actor : inside)
        if (descends_from(trace, actor, event.actor)) orphans.insert(actor);
      continue;
    }
    if (event.kind == model::Event::Kind::operation && orphans.contains(event.actor)) return event.actor;
    if (const auto mark = mark_of(event); mark && mark->verb == "enter") inside.insert(event.actor);
    if (const auto mark = mark_of(event); mark && mark->verb == "leave") inside.erase(event.actor);
  }
  return std::nullopt;
}

}  // namespace lockproof::oracle
