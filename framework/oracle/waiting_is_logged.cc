#include "oracle/waiting_is_logged.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

namespace {

// The whole path, and not only a directory on the way.
bool names_path(std::string_view line, std::string_view path) {
  if (path.empty()) return false;
  for (std::size_t at = line.find(path); at != std::string_view::npos; at = line.find(path, at + 1)) {
    const std::size_t after = at + path.size();
    if (after == line.size() || line[after] == ',' || line[after] == ' ') return true;
  }
  return false;
}

// Whether the actor has used a file that the line names, since event `since`.
bool names_used_path(const Trace& trace, std::size_t since, std::size_t line) {
  const std::string_view text = trace.events[line].text;
  return std::any_of(trace.events.begin() + static_cast<std::ptrdiff_t>(since),
                     trace.events.begin() + static_cast<std::ptrdiff_t>(line), [&](const Event& event) {
                       return event.actor == trace.events[line].actor &&
                              (names_path(text, event.operation.path) || names_path(text, event.operation.path2));
                     });
}

}  // namespace

void WaitingIsLogged::begin(const Rules& rules) {
  lock_is_program_ = rules.lock_is_program;
  uses_.clear();
  logged_.clear();
}

std::optional<Violation> WaitingIsLogged::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  uses_.observe(trace, index);
  if (event.kind == Event::Kind::log) note_line(trace, index);
  // Nobody can run when the clock moves: whoever wants a lock waits for it.
  if (event.kind != Event::Kind::clock || lock_is_program_) return std::nullopt;
  for (const KeyUse& use : uses_.all()) {
    if (use.state != KeyUse::State::wants || use.paused || std::ranges::find(logged_, use.since) != logged_.end())
      continue;
    const auto uses = uses_.all();
    const auto holder = std::ranges::find_if(uses, [&](const KeyUse& other) {
      return other.state == KeyUse::State::inside && other.actor != use.actor && other.key(trace) == use.key(trace);
    });
    if (holder == uses.end()) continue;
    return finding(name,
                   fmt::format("{} waited for {}, which {} had, and wrote no line \"waiting for PATH, held by HOLDER\"",
                               name_of(trace, use.actor), use.key(trace), name_of(trace, holder->actor)),
                   index);
  }
  return std::nullopt;
}

std::optional<Violation> WaitingIsLogged::finish(const Trace&) {
  return std::nullopt;
}

void WaitingIsLogged::note_line(const Trace& trace, std::size_t index) {
  const Event& line = trace.events[index];
  const std::size_t waiting = line.text.find("waiting for ");
  if (waiting == std::string::npos || line.text.find("held by ", waiting) == std::string::npos) return;
  for (const KeyUse& use : uses_.all()) {
    if (use.actor == line.actor && use.state == KeyUse::State::wants && names_used_path(trace, use.since, index))
      logged_.push_back(use.since);
  }
}

}  // namespace lockproof::oracle
