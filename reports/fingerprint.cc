#include "reports/fingerprint.h"

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <xxhash.h>

#include <algorithm>
#include <cctype>
#include <set>
#include <string_view>

#include "reports/event_words.h"
#include "reports/explanation.h"

namespace lockproof::reports {
namespace {

using model::Event;
using model::Operation;

constexpr std::string_view kLocks = "locks";
constexpr std::string_view kLockSuffix = ".lock";

bool is_at_lock(const Operation& operation) {
  return operation.path.starts_with(kLocks) || operation.path2.starts_with(kLocks);
}

// Of whom a lock asks whether he is alive.
bool is_about_process(const Operation& operation) {
  const bool is_birth_or_funeral =
      model::is_one_of(model::call_name(operation.number), {"clone", "clone3", "fork", "vfork", "wait4", "waitid"});
  return operation.path.starts_with('/') || (operation.path.empty() && !is_birth_or_funeral);
}

// "locks/build.lock.102" -> "locks/*.lock.#".
std::string without_names(std::string_view words) {
  std::string text;
  while (!words.empty()) {
    const bool is_in_locks = text.ends_with("locks/");
    const std::size_t key = is_in_locks ? words.find(kLockSuffix) : std::string_view::npos;
    if (key != std::string_view::npos && words.substr(0, key).find_first_of("/\"<> ,") == std::string_view::npos) {
      text += '*';
      words.remove_prefix(key);
    } else if (std::isdigit(static_cast<unsigned char>(words.front())) != 0) {
      text += '#';
      words.remove_prefix(std::min(words.find_first_not_of("0123456789"), words.size()));
    } else {
      text += words.front();
      words.remove_prefix(1);
    }
  }
  return text;
}

}  // namespace

std::vector<std::string> essential_steps(const model::Trace& trace, const model::Violation& violation) {
  const std::vector<std::size_t> telling = telling_events(trace, violation);
  const auto is_operation = [&](std::size_t index) { return trace.events[index].kind == Event::Kind::operation; };
  const bool has_lock = std::ranges::any_of(
      telling, [&](std::size_t index) { return is_operation(index) && is_at_lock(trace.events[index].operation); });
  std::set<std::string> steps;
  for (const std::size_t index : telling) {
    const Event& event = trace.events[index];
    const bool is_done =
        is_operation(index) && (!has_lock || is_at_lock(event.operation) || is_about_process(event.operation));
    if (!is_done && event.kind != Event::Kind::fault && event.kind != Event::Kind::exit) continue;
    const EventWords words = event_words(trace, index);
    steps.insert(without_names(words.what + " " + words.outcome));
  }
  return {steps.begin(), steps.end()};
}

std::string fingerprint(const model::Trace& trace, const model::Violation& violation) {
  const std::string text = fmt::format("{}\n{}", violation.oracle, fmt::join(essential_steps(trace, violation), "\n"));
  return fmt::format("{:016x}", XXH3_64bits(text.data(), text.size()));
}

}  // namespace lockproof::reports
