// A mark that an actor left in the trace (see lockproof/probe.h), taken apart.
#pragma once

#include <optional>
#include <string_view>

#include "model/trace.h"

namespace lockproof::oracle {

struct Mark {
  std::string_view verb;  // "enter"
  std::string_view key;   // "build"
};

// Nothing if the event is no mark. The views point into the event, and are void when the trace grows.
inline std::optional<Mark> mark_of(const model::Event& event) {
  if (event.kind != model::Event::Kind::mark) return std::nullopt;
  const std::string_view text = event.text;
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos) return Mark{text, ""};
  return Mark{text.substr(0, space), text.substr(space + 1)};
}

// Of an event that is a mark.
inline std::string_view key_of(const model::Trace& trace, std::size_t event) {
  return mark_of(trace.events[event])->key;
}

}  // namespace lockproof::oracle
