#include "oracle/lock_loss_is_told.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void LockLossIsTold::begin(const Rules&) {
  inside_.clear();
}

std::optional<Violation> LockLossIsTold::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit) {
    std::erase_if(inside_, [&](const Inside& inside) { return inside.actor == event.actor; });
  } else if (const auto mark = mark_of(event)) {
    if (mark->verb == "enter") inside_.push_back({.actor = event.actor, .entered = index});
    if (mark->verb == "ask") ask(trace, event.actor, mark->key);
    if (mark->verb == "kept") return keep(trace, index, mark->key);
    if (mark->verb == "leave") {
      if (const Inside* it = find(trace, event.actor, mark->key))
        inside_.erase(inside_.begin() + (it - inside_.data()));
    }
  }
  return std::nullopt;
}

std::optional<Violation> LockLossIsTold::finish(const Trace&) {
  return std::nullopt;
}

LockLossIsTold::Inside* LockLossIsTold::find(const Trace& trace, int actor, std::string_view key) {
  const auto it = std::ranges::find_if(
      inside_, [&](const Inside& inside) { return inside.actor == actor && key_of(trace, inside.entered) == key; });
  return it != inside_.end() ? &*it : nullptr;
}

void LockLossIsTold::ask(const Trace& trace, int actor, std::string_view key) {
  Inside* const asking = find(trace, actor, key);
  if (asking == nullptr) return;
  asking->beside.clear();
  for (const Inside& other : inside_) {
    if (other.actor != actor && key_of(trace, other.entered) == key) asking->beside.push_back(other.actor);
  }
}

std::optional<Violation> LockLossIsTold::keep(const Trace& trace, std::size_t index, std::string_view key) {
  const int actor = trace.events[index].actor;
  Inside* const told = find(trace, actor, key);
  if (told == nullptr) return std::nullopt;
  if (told->rival != kNobody) {
    return finding(name,
                   fmt::format("{} was told that it still holds {}, and so was {}, which had asked while {} was inside",
                               name_of(trace, actor), key, name_of(trace, told->rival), name_of(trace, actor)),
                   index);
  }
  for (const int other : told->beside) {
    if (Inside* const rival = find(trace, other, key)) rival->rival = actor;
  }
  return std::nullopt;
}

}  // namespace lockproof::oracle
