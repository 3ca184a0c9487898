#include "reports/excerpt.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <sstream>

#include "reports/explanation.h"
#include "reports/lanes.h"
#include "reports/terminal_text.h"
#include "reports/timeline.h"

namespace lockproof::reports {
namespace {

struct Part {
  model::Trace trace;
  model::Violation violation;
};

// The scenario's actor that it is, or descends from.
int root_of(const model::Trace& trace, int actor) {
  for (int parent = actor; parent >= 0; parent = trace.actors[static_cast<std::size_t>(parent)].parent) actor = parent;
  return actor;
}

// Those events alone, and those actors that they, or their descendants, take part in.
Part part_of(const model::Trace& trace, const model::Violation& violation, const std::vector<std::size_t>& events) {
  Part part{.trace = {}, .violation = violation};
  std::map<int, int> lanes;
  for (const std::size_t index : events)
    if (trace.events[index].actor >= 0) lanes.try_emplace(root_of(trace, trace.events[index].actor));
  for (auto& [actor, lane] : lanes) {
    lane = static_cast<int>(part.trace.actors.size());
    part.trace.actors.push_back(trace.actors[static_cast<std::size_t>(actor)]);
  }
  for (const std::size_t index : events) {
    if (index == violation.event) part.violation.event = static_cast<std::uint32_t>(part.trace.events.size());
    model::Event& event = part.trace.events.emplace_back(trace.events[index]);
    const bool is_descendant = event.actor >= 0 && trace.actors[static_cast<std::size_t>(event.actor)].parent >= 0;
    if (is_descendant && event.kind == model::Event::Kind::exit)
      event.kind = model::Event::Kind::mark;  // its lane goes on
    if (event.actor >= 0) event.actor = static_cast<std::int16_t>(lanes.at(root_of(trace, event.actor)));
  }
  if (violation.event >= trace.events.size())
    part.violation.event = static_cast<std::uint32_t>(part.trace.events.size());
  return part;
}

}  // namespace

std::vector<std::string> excerpt(const model::Trace& trace, const model::Violation& violation) {
  const Part part = part_of(trace, violation, telling_events(trace, violation));
  std::istringstream text(event_lanes(part.trace, part.violation, {.columns = kExcerptColumns}, false));
  std::vector<std::string> lines;
  for (std::string line; std::getline(text, line);) {
    if (width(line) > kExcerptColumns && !line.starts_with("<--")) return {};
    lines.push_back(std::move(line));
  }
  if (part.violation.event >= part.trace.events.size()) lines.push_back(pointer_text(part.violation));
  if (lines.size() <= kExcerptLinesMax) return lines;
  const auto rest = static_cast<std::ptrdiff_t>(lines.size() - kExcerptLinesMax + 1);
  lines.erase(lines.begin() + 1, lines.begin() + 1 + rest);
  lines.insert(lines.begin() + 1, fmt::format("... {} steps before that matter", rest));
  return lines;
}

}  // namespace lockproof::reports
