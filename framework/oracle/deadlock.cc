#include "oracle/deadlock.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <ranges>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

namespace {

// The last thing that the actor tried; empty if it tried nothing.
std::string wait_of(const Trace& trace, int actor) {
  const auto is_wait = [&](const Event& event) { return event.kind == Event::Kind::blocked && event.actor == actor; };
  const auto newest_first = trace.events | std::views::reverse;
  const auto wait = std::ranges::find_if(newest_first, is_wait);
  if (wait == newest_first.end()) return "";
  return fmt::format(", {} in {}", name_of(trace, actor), to_string(wait->operation));
}

}  // namespace

void Deadlock::begin(const Rules&) {}

std::optional<Violation> Deadlock::observe(const Trace&, std::size_t) {
  return std::nullopt;
}

std::optional<Violation> Deadlock::finish(const Trace& trace) {
  if (trace.end != model::End::deadlock) return std::nullopt;
  const std::vector<int> actors = unfinished(trace);
  std::string message = fmt::format("{} can never go on", names_of(trace, actors));
  for (const int actor : actors) message += wait_of(trace, actor);
  return finding(name, std::move(message), last_event(trace));
}

}  // namespace lockproof::oracle
