#include "oracle/starvation.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void Starvation::begin(const Rules& rules) {
  rules_ = &rules;
  uses_.clear();
  killed_ = 0;
  taken_ns_.clear();
}

std::optional<Violation> Starvation::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit && was_killed(event)) ++killed_;
  const auto note_taken = [&] {
    for (const KeyUse& use : uses_.all()) {
      if (use.state != KeyUse::State::wants || use.paused) taken_ns_[std::string(use.key(trace))] = event.time_ns;
    }
  };
  // Before and after: the event itself can end a use, or begin one.
  if (event.kind == Event::Kind::mark || event.kind == Event::Kind::exit || event.kind == Event::Kind::clock)
    note_taken();
  uses_.observe(trace, index);
  if (event.kind != Event::Kind::clock) return std::nullopt;
  for (const KeyUse& use : uses_.all()) {
    if (use.state != KeyUse::State::wants) continue;
    if (auto violation = judge_waiter(trace, index, use)) return violation;
  }
  return std::nullopt;
}

std::optional<Violation> Starvation::finish(const Trace&) {
  return std::nullopt;
}

std::optional<Violation> Starvation::judge_waiter(const Trace& trace, std::size_t index, const KeyUse& waiter) {
  const auto taken = taken_ns_.find(waiter.key(trace));
  const std::int64_t wanted_ns = trace.events[waiter.since].time_ns;
  const std::int64_t free_since_ns = taken != taken_ns_.end() ? std::max(taken->second, wanted_ns) : wanted_ns;
  const std::int64_t free_ns = trace.events[index].time_ns - free_since_ns;
  const auto limit = rules_->contract.handover_max + killed_ * rules_->contract.recovery_max;
  if (free_ns <= limit.count()) return std::nullopt;
  return finding(name,
                 fmt::format("nobody was inside {} for {} s while {} waited for it", waiter.key(trace),
                             static_cast<double>(free_ns) / 1e9, name_of(trace, waiter.actor)),
                 index);
}

}  // namespace lockproof::oracle
