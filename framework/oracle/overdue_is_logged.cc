#include "oracle/overdue_is_logged.h"

#include <fmt/format.h>

#include <algorithm>
#include <csignal>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void OverdueIsLogged::begin(const Rules& rules) {
  rules_ = &rules;
  uses_.clear();
  debts_.clear();
}

std::optional<Violation> OverdueIsLogged::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  uses_.observe(trace, index);
  const auto key_of = [&](const Debt& debt) { return mark_of(trace.events[debt.found])->key; };
  const auto is_own = [&](const Debt& debt) { return trace.events[debt.found].actor == event.actor; };
  if (event.kind == Event::Kind::log)
    std::erase_if(debts_, [&](const Debt& debt) { return is_own(debt) && event.text.contains(key_of(debt)); });
  if (event.kind == Event::Kind::exit && event.operation.result == 128 + SIGKILL) std::erase_if(debts_, is_own);
  if (event.kind != Event::Kind::mark && event.kind != Event::Kind::exit) return std::nullopt;
  if (const auto debt = std::ranges::find_if(debts_, is_own); debt != debts_.end())
    return finding(name,
                   fmt::format("{} found that {} has had {} for longer than {} min, and has not said so",
                               name_of(trace, event.actor), name_of(trace, debt->holder), key_of(*debt),
                               std::chrono::floor<std::chrono::minutes>(rules_->hold_max).count()),
                   index);
  note_found(trace, index);
  return std::nullopt;
}

std::optional<Violation> OverdueIsLogged::finish(const Trace&) {
  return std::nullopt;
}

void OverdueIsLogged::note_found(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  const auto mark = mark_of(event);
  if (!mark || mark->verb != "found" || rules_->hold_max.count() == 0) return;
  for (const KeyUse& use : uses_.all()) {
    const bool overdue = event.time_ns - trace.events[use.since].time_ns > rules_->hold_max.count();
    if (use.state == KeyUse::State::inside && overdue && use.actor != event.actor && use.key(trace) == mark->key)
      debts_.push_back({.found = index, .holder = use.actor});
  }
}

}  // namespace lockproof::oracle
