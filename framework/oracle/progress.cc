#include "oracle/progress.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"

namespace lockproof::oracle {

using model::End;
using model::Event;
using model::Trace;
using model::Violation;

namespace {

std::string seconds(std::int64_t duration_ns) {
  return fmt::format("{} s", static_cast<double>(duration_ns) / 1e9);
}

// Empty for an end that is not judged here.
std::string_view reason(End end) {
  switch (end) {
    case End::step_limit:
      return "made no end within the limit of steps";
    case End::no_progress:
      return "did the same over and over, with the same results";
    case End::spinning:
      return "ran without end and without a system call";
    case End::overgrown:
      return "took more memory than there is for one (2 GiB)";
    case End::vanished:
      return "disappeared without having been killed or having exited";
    case End::completed:
    case End::stopped:
    case End::deadlock:
      return "";
  }
  return "";
}

}  // namespace

void Progress::begin(const Rules& rules) {
  rules_ = &rules;
  killed_ = 0;
}

std::optional<Violation> Progress::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit && was_killed(event)) {
    ++killed_;
    return std::nullopt;
  }
  if (event.actor < 0 || rules_->progress_max.count() == 0) return std::nullopt;
  const auto limit = rules_->progress_max + std::max(killed_, 1) * rules_->contract.recovery_max;
  if (event.time_ns <= limit.count()) return std::nullopt;
  return Violation{
      std::string(name),
      fmt::format("{} had not finished after {} of virtual time", name_of(trace, event.actor), seconds(limit.count())),
      static_cast<std::uint32_t>(index)};
}

std::optional<Violation> Progress::finish(const Trace& trace) {
  const std::string_view what = reason(trace.end);
  if (what.empty()) return std::nullopt;
  return finding(name, fmt::format("{} {}", names_of(trace, unfinished(trace)), what), last_event(trace));
}

}  // namespace lockproof::oracle
