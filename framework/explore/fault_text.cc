#include "explore/fault_text.h"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>

#include "model/operation.h"

namespace lockproof::explore {
namespace {

int signal_number(std::string_view name) {
  const std::string_view short_name = name.starts_with("SIG") ? name.substr(3) : name;
  for (int signal = 1; signal < NSIG; ++signal) {
    const char* known = sigabbrev_np(signal);
    if (known != nullptr && short_name == known) return signal;
  }
  throw BadWord(fmt::format("there is no signal '{}': write TERM, INT, HUP, USR1...", name));
}

int error_number(std::string_view name) {
  for (int error = 1; error < 200; ++error) {
    const char* known = strerrorname_np(error);
    if (known != nullptr && name == known) return error;
  }
  throw BadWord(fmt::format("there is no error '{}': write EIO, ENOSPC, ENOLCK...", name));
}

bool is_call(std::string_view name) {
  constexpr std::uint16_t kNumbers = 512;
  for (std::uint16_t number = 0; number < kNumbers; ++number)
    if (model::call_name(number) == name) return name != "unknown";
  return false;
}

// A fault at a call that does not exist would never strike, and nobody would know.
std::string calls_from_text(std::string_view names, std::string_view word) {
  for (const std::string_view name : split(names, ','))
    if (!is_call(name))
      throw BadWord(fmt::format(
          "there is no system call '{}' ('{}'): write link, openat, rename, flock... as strace and 'lockproof replay' "
          "do",
          name, word));
  return std::string(names);
}

constexpr std::string_view kFilters = "actor=N, at=CALL[,CALL], path=GLOB, inside, outside";

// Whether `option` is a filter; then it is in `filter` now.
bool take_filter(FaultFilter& filter, const Word::Part& option, std::string_view word) {
  if (option.key == "actor") {
    filter.actor = actor_from_text(option.value);
  } else if (option.key == "at") {
    filter.calls = calls_from_text(option.value, word);
  } else if (option.key == "path" && !option.value.empty()) {
    filter.path = option.value;
  } else if (option.text == "inside" || option.text == "outside") {
    filter.phase = option.text == "inside" ? Phase::inside : Phase::outside;
  } else {
    return false;
  }
  return true;
}

FaultFilter filter_of(const Word& word) {
  FaultFilter filter;
  for (const Word::Part& option : word.options)
    if (!take_filter(filter, option, word.text))
      throw BadWord(fmt::format("'{}' in '{}': known are {}", option.text, word.text, kFilters));
  return filter;
}

// "3", "3+", "3+2".
void set_when(Injection& injection, std::string_view when) {
  const auto plus = when.find('+');
  const auto first = number_from_text(when.substr(0, plus));
  const std::string_view rest = plus == std::string_view::npos ? std::string_view() : when.substr(plus + 1);
  const auto step = plus == std::string_view::npos ? 0U : rest.empty() ? 1U : number_from_text(rest);
  if (!first || *first == 0 || !step) throw BadWord(fmt::format("when={}: write when=3, when=3+ or when=3+2", when));
  injection.first = *first;
  injection.step = *step;
}

// "kill" and "pause" are system calls too: those that fail say how.
bool is_injection(const Word& word) {
  return std::ranges::any_of(word.options, [](const Word::Part& option) {
    return option.key == "error" || option.key == "when" || option.text == "lose_reply" || option.text == "short" ||
           option.text == "torn";
  });
}

Injection injection_of(const Word& word) {
  Injection injection;
  injection.filter.calls = calls_from_text(word.head.text, word.text);
  injection.count = word.count;
  for (const Word::Part& option : word.options) {
    if (option.key == "error") {
      injection.error = error_number(option.value);
    } else if (option.key == "when") {
      set_when(injection, option.value);
    } else if (option.text == "lose_reply") {
      injection.how = Injection::How::lose_reply;
    } else if (option.text == "short") {
      injection.how = Injection::How::cut_short;
    } else if (option.text == "torn") {
      injection.how = Injection::How::tear;
    } else if (option.key == "at" || !take_filter(injection.filter, option, word.text)) {
      throw BadWord(
          fmt::format("'{}' in '{}': known are error=E, when=N, lose_reply, short, torn, actor=N, path=GLOB, "
                      "inside, outside",
                      option.text, word.text));
    }
  }
  if (injection.error == 0 && injection.how != Injection::How::cut_short && injection.how != Injection::How::tear)
    throw BadWord(fmt::format("'{}': write CALL:error=E, as in link:error=EOPNOTSUPP:when=1", word.text));
  return injection;
}

// How often: "kill=2", or "kill x2".
std::uint32_t count_of(const Word& word) {
  if (word.head.text == word.head.key) return word.count;
  const auto count = number_from_text(word.head.value);
  if (!count || *count == 0 || word.count != 1)
    throw BadWord(fmt::format("'{}': write {}=2 or '{} x2'", word.text, word.head.key, word.head.key));
  return *count;
}

PidReuseFault pid_reuse_of(const Word& word) {
  if (word.head.value == "worker") return {.count = word.count, .filter = filter_of(word), .by_worker = true};
  return {.count = count_of(word), .filter = filter_of(word)};
}

bool is_like(const PidReuseFault& one, const PidReuseFault& other) {
  return one.filter == other.filter && one.by_worker == other.by_worker;
}

template <typename Fault>
bool is_like(const Fault& one, const Fault& other) {
  return one.filter == other.filter;
}

// Faults of one kind that may strike at the same places are one, that may strike more often.
template <typename Fault>
void fold_last(std::vector<Fault>& faults) {
  if (faults.empty()) return;
  const Fault last = faults.back();
  const auto same = std::ranges::find_if(faults, [&](const Fault& fault) { return is_like(fault, last); });
  if (same == faults.end() - 1) return;
  same->count += last.count;
  faults.pop_back();
}

std::string to_text(const FaultFilter& filter) {
  std::string text;
  if (filter.actor != 0) text += fmt::format(":actor={}", filter.actor);
  if (!filter.calls.empty()) text += fmt::format(":at={}", filter.calls);
  if (!filter.path.empty()) text += fmt::format(":path={}", filter.path);
  if (filter.phase == Phase::inside) text += ":inside";
  if (filter.phase == Phase::outside) text += ":outside";
  return text;
}

std::string times(std::uint32_t count) {
  return count == 1 ? "" : fmt::format(" x{}", count);
}

void append_fault(FaultBudget& budget, std::string_view text) {
  const Word word = take_apart(text);
  const std::string_view kind = word.head.key;
  if (is_injection(word)) {
    budget.injections.push_back(injection_of(word));
  } else if (kind == "kill") {
    budget.kills.push_back({count_of(word), filter_of(word)});
  } else if (kind == "kill_tree") {
    budget.tree_kills.push_back({count_of(word), filter_of(word)});
  } else if (kind == "pid_reuse") {
    budget.pid_reuses.push_back(pid_reuse_of(word));
  } else if (kind == "signal") {
    budget.signals.push_back({signal_number(word.head.value), word.count, filter_of(word)});
  } else if (kind == "pause") {
    budget.pauses.push_back({duration_from_text(word.head.value), word.count, filter_of(word)});
  } else if (kind == "clock_step") {
    budget.clock_steps.push_back({duration_from_text(word.head.value), word.count, filter_of(word)});
  } else if (kind == "lose_locks") {
    budget.lock_losses.push_back({count_of(word), filter_of(word)});
  } else if (is_call(split(word.head.text, ',').front())) {
    throw BadWord(fmt::format("'{}': how does it fail? Write CALL:error=E, as in link:error=EOPNOTSUPP:when=1", text));
  } else {
    throw BadWord(fmt::format("there is no fault '{}': see lockproof list faults", text));
  }
}

}  // namespace

void add_fault(FaultBudget& budget, std::string_view word) {
  append_fault(budget, word);
  fold_last(budget.kills);
  fold_last(budget.tree_kills);
  fold_last(budget.pid_reuses);
  fold_last(budget.lock_losses);
}

std::string to_text(const Injection& injection) {
  FaultFilter filter = injection.filter;
  std::string text = std::exchange(filter.calls, {});
  if (injection.error != 0) text += fmt::format(":error={}", strerrorname_np(injection.error));
  if (injection.how == Injection::How::lose_reply) text += ":lose_reply";
  if (injection.how == Injection::How::cut_short) text += ":short";
  if (injection.how == Injection::How::tear) text += ":torn";
  if (injection.first != 0) text += fmt::format(":when={}", injection.first);
  if (injection.step == 1) text += "+";
  if (injection.step > 1) text += fmt::format("+{}", injection.step);
  return text + to_text(filter) + times(injection.count);
}

std::string to_text(const FaultBudget& budget) {
  std::string text;
  const auto write = [&](const auto& faults, auto name) {
    for (const auto& fault : faults)
      if (fault.count > 0) text += fmt::format("{}{}{}\n", name(fault), to_text(fault.filter), times(fault.count));
  };
  write(budget.kills, [](const KillFault&) { return "kill"; });
  write(budget.tree_kills, [](const KillFault&) { return "kill_tree"; });
  write(budget.pid_reuses,
        [](const PidReuseFault& reuse) { return reuse.by_worker ? "pid_reuse=worker" : "pid_reuse"; });
  write(budget.signals,
        [](const SignalFault& signal) { return fmt::format("signal={}", sigabbrev_np(signal.number)); });
  write(budget.pauses, [](const PauseFault& pause) { return "pause=" + to_text(pause.duration); });
  write(budget.clock_steps, [](const ClockStepFault& step) { return "clock_step=" + to_text(step.by); });
  write(budget.lock_losses, [](const LockLossFault&) { return "lose_locks"; });
  for (const Injection& injection : budget.injections) text += to_text(injection) + "\n";
  return text;
}

FaultBudget fault_budget_from_text(std::string_view text) {
  FaultBudget budget;
  for (const std::string_view word : split(text, '\n'))
    if (!word.empty()) append_fault(budget, word);  // choices name faults by their places
  return budget;
}

}  // namespace lockproof::explore
