#include "oracle/denied_lock_is_logged.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void DeniedLockIsLogged::begin(const Rules&) {}

std::optional<Violation> DeniedLockIsLogged::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const auto mark = mark_of(event);
  if (!mark || mark->verb != "denied") return std::nullopt;
  const auto warns = [&](const Event& earlier) {
    return earlier.kind == Event::Kind::log && earlier.actor == event.actor && earlier.text.contains("lock") &&
           earlier.text.contains(mark->key);
  };
  if (std::ranges::any_of(past(trace, index), warns)) return std::nullopt;
  return finding(
      name,
      fmt::format("{} goes on without the lock of {} and has not said so", name_of(trace, event.actor), mark->key),
      index);
}

std::optional<Violation> DeniedLockIsLogged::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
