#include "oracle/exit_status.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

namespace {

bool was_sent(const Event& death, const Event& event) {
  return event.kind == Event::Kind::fault && event.actor == death.actor && event.text == death.text + " is sent";
}

// What the actor, or a descendant of it, wrote last: programs say there why they fail.
std::string last_words(const Trace& trace, std::size_t index) {
  for (std::size_t i = index; i-- > 0;) {
    const Event& event = trace.events[i];
    if (event.kind == Event::Kind::log && descends_from(trace, event.actor, trace.events[index].actor))
      return fmt::format(": \"{}\"", event.text);
  }
  return "";
}

}  // namespace

void ExitStatus::begin(const Rules& rules) {
  rules_ = &rules;
}

std::optional<Violation> ExitStatus::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind != Event::Kind::exit || event.operation.result == 0) return std::nullopt;
  if (is_check(trace, event.actor))
    return finding(name, fmt::format("the check `{}` failed with {}", rules_->check, event.text), index);
  if (event.text == "SIGKILL") return std::nullopt;
  const bool is_descendant = trace.actors[static_cast<std::size_t>(event.actor)].parent >= 0;
  if (is_descendant || has_killed_descendant(trace, past(trace, index), event.actor)) return std::nullopt;
  if (std::ranges::any_of(past(trace, index), [&](const Event& before) { return was_sent(event, before); }))
    return std::nullopt;
  const bool gave_up =
      rules_->excuses_failures && !was_killed(event) && had_injected_error(trace, past(trace, index), event.actor);
  if (gave_up) return std::nullopt;
  return finding(name,
                 fmt::format("{} was not killed and ended with {}{}", name_of(trace, event.actor), event.text,
                             last_words(trace, index)),
                 index);
}

std::optional<Violation> ExitStatus::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
