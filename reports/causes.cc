#include "reports/causes.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <tuple>

namespace lockproof::reports {
namespace {

using model::Event;
using model::Object;

// Who touched an object last, by actor.
struct Uses {
  std::map<int, std::size_t> reads;
  std::map<int, std::size_t> writes;
};

std::optional<std::size_t> latest_of_others(const std::map<int, std::size_t>& uses, int actor) {
  std::optional<std::size_t> latest;
  for (const auto& [who, index] : uses)
    if (who != actor) latest = std::max(latest, std::optional(index));
  return latest;
}

}  // namespace

std::vector<std::optional<std::size_t>> causes_of(const model::Trace& trace) {
  std::map<std::tuple<Object::Kind, std::uint64_t, std::uint64_t>, Uses> objects;
  std::vector<std::optional<std::size_t>> causes(trace.events.size());
  for (std::size_t index = 0; index < trace.events.size(); ++index) {
    const Event& event = trace.events[index];
    if (event.actor < 0 || event.kind == Event::Kind::blocked) continue;
    for (const auto& [object, write] : event.operation.accesses) {
      if (object.kind == Object::Kind::description || object.kind == Object::Kind::outside) continue;
      Uses& uses = objects[{object.kind, object.a, object.b}];
      causes[index] = std::max(causes[index], latest_of_others(uses.writes, event.actor));
      if (write) causes[index] = std::max(causes[index], latest_of_others(uses.reads, event.actor));
      (write ? uses.writes : uses.reads)[event.actor] = index;
    }
  }
  return causes;
}

}  // namespace lockproof::reports
