#include "oracle/keys_are_independent.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void KeysAreIndependent::begin(const Rules& rules) {
  lock_is_program_ = rules.lock_is_program;
  uses_.clear();
  keys_of_killed_.clear();
  contended_.clear();
}

std::optional<Violation> KeysAreIndependent::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit && was_killed(event)) {
    for (const KeyUse& use : uses_.all()) {
      if (use.actor == event.actor) keys_of_killed_.emplace(use.key(trace));
    }
  }
  uses_.observe(trace, index);
  if (event.kind == Event::Kind::mark) note_contention(trace);
  // Nobody can run when the clock moves: whoever wants a key waits for it.
  const bool everybody_waits = event.kind == Event::Kind::clock;
  const bool waits = event.kind == Event::Kind::blocked && !lock_is_program_;
  if (!everybody_waits && !waits) return std::nullopt;
  for (const KeyUse& use : uses_.all()) {
    if (use.state != KeyUse::State::wants || use.paused || (!everybody_waits && use.actor != event.actor)) continue;
    if (auto violation = judge_wait(trace, index, use)) return violation;
  }
  return std::nullopt;
}

std::optional<Violation> KeysAreIndependent::finish(const Trace&) {
  return std::nullopt;
}

std::optional<Violation> KeysAreIndependent::judge_wait(const Trace& trace, std::size_t index,
                                                        const KeyUse& use) const {
  if (is_contended(trace, use)) return std::nullopt;
  const auto uses = uses_.all();
  const auto other = std::ranges::find_if(uses, [&](const KeyUse& candidate) {
    return candidate.state != KeyUse::State::wants && candidate.key(trace) != use.key(trace);
  });
  if (other == uses.end()) return std::nullopt;
  return finding(
      name,
      fmt::format("{} waited for {}, with which nobody else had anything to do, while {} had {}",
                  name_of(trace, use.actor), use.key(trace), name_of(trace, other->actor), other->key(trace)),
      index);
}

bool KeysAreIndependent::is_contended(const Trace& trace, const KeyUse& use) const {
  return keys_of_killed_.contains(use.key(trace)) || std::ranges::find(contended_, use.since) != contended_.end();
}

void KeysAreIndependent::note_contention(const Trace& trace) {
  for (const KeyUse& use : uses_.all()) {
    if (use.state != KeyUse::State::wants || is_contended(trace, use)) continue;
    const auto is_rival = [&](const KeyUse& other) {
      return other.since != use.since && other.key(trace) == use.key(trace);
    };
    if (std::ranges::any_of(uses_.all(), is_rival)) contended_.push_back(use.since);
  }
}

}  // namespace lockproof::oracle
