#include "oracle/errors_propagate.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

namespace {

bool is_worth_a_retry(std::int64_t result) {
  return result >= 0 || result == -EINTR || result == -EAGAIN || result == -EEXIST;
}

// A machine without the call: a lock that can do without has nothing to report.
bool is_missing(std::int64_t result) {
  return result == -EOPNOTSUPP || result == -ENOSYS;
}

}  // namespace

void ErrorsPropagate::begin(const Rules& rules) {
  contract_ = &rules.contract;
  struck_.clear();
  inside_ = 0;
}

std::optional<Violation> ErrorsPropagate::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.actor < 0) return std::nullopt;
  struck_.resize(std::max(struck_.size(), trace.actors.size()));
  Struck& struck = struck_[static_cast<std::size_t>(event.actor)];
  if (const auto mark = mark_of(event)) {
    if (mark->verb == "enter") {
      ++inside_;
      for (Struck& other : struck_) other.retries = 0;
    }
    if (mark->verb == "leave") inside_ = std::max(inside_ - 1, 0);
    return std::nullopt;
  }
  if (event.kind == Event::Kind::fault) struck.expects_failure = is_injected_error(event);
  if (event.kind == Event::Kind::log) {
    struck.failed = false;
    struck.error.clear();
  }
  if (event.kind == Event::Kind::exit) return exit(trace, index);
  return event.kind == Event::Kind::operation ? operation(trace, index) : std::nullopt;
}

std::optional<Violation> ErrorsPropagate::operation(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  Struck& struck = struck_[static_cast<std::size_t>(event.actor)];
  if (!std::exchange(struck.expects_failure, false) || is_worth_a_retry(event.operation.result)) return std::nullopt;
  struck.failed = true;
  if (!is_missing(event.operation.result)) struck.error = result_text(event.operation).substr(2);
  if (inside_ > 0 || ++struck.retries <= kRetriesMax) return std::nullopt;
  return finding(name,
                 fmt::format("{} tries again and again what failed with {}", name_of(trace, event.actor),
                             result_text(event.operation).substr(2)),
                 index);
}

std::optional<Violation> ErrorsPropagate::exit(const Trace& trace, std::size_t index) const {
  const Event& event = trace.events[index];
  const Struck& struck = struck_[static_cast<std::size_t>(event.actor)];
  if (event.operation.result == 0 && contract_->tells_errors && !struck.error.empty()) {
    return finding(name, fmt::format("{} went on after {} and said nothing", name_of(trace, event.actor), struck.error),
                   index);
  }
  const bool gives_up = event.operation.result != 0 && !was_killed(event);
  if (!gives_up || !struck.failed) return std::nullopt;
  return finding(name, fmt::format("{} gave up after an error and said nothing", name_of(trace, event.actor)), index);
}

std::optional<Violation> ErrorsPropagate::finish(const Trace&) {
  return std::nullopt;
}

}  // namespace lockproof::oracle
