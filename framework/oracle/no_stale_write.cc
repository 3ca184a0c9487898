#include "oracle/no_stale_write.h"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Trace;
using model::Violation;

void NoStaleWrite::begin(const Rules&) {
  stays_.clear();
}

std::optional<Violation> NoStaleWrite::observe(const Trace& trace, std::size_t index) {
  const auto mark = mark_of(trace.events[index]);
  if (!mark) return std::nullopt;
  const int actor = trace.events[index].actor;
  if (mark->verb == "enter") stays_.push_back({.actor = actor, .entered = index});
  if (mark->verb != "accepted") return std::nullopt;
  const auto is_of_key = [&](const Stay& stay) { return mark_of(trace.events[stay.entered])->key == mark->key; };
  for (Stay& stay : std::views::reverse(stays_)) {
    if (!is_of_key(stay)) continue;
    if (stay.actor == actor) {
      stay.accepted = true;
      return std::nullopt;
    }
    if (stay.accepted)
      return finding(name,
                     fmt::format("what {} wrote as the holder of {} was taken, after {} had got {} and written",
                                 name_of(trace, actor), mark->key, name_of(trace, stay.actor), mark->key),
                     index);
  }
  return std::nullopt;
}

std::optional<Violation> NoStaleWrite::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
