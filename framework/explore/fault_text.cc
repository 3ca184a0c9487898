#include "explore/fault_text.h"

#include <fmt/format.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <csignal>
#include <cstring>
#include <optional>
#include <span>
#include <vector>

namespace lockproof::explore {
namespace {

using std::chrono::nanoseconds;

struct Unit {
  std::string_view name;
  double ns;
};
constexpr std::array kUnits = {Unit{"ns", 1},   Unit{"us", 1e3},   Unit{"ms", 1e6},  Unit{"s", 1e9},
                               Unit{"m", 60e9}, Unit{"min", 60e9}, Unit{"h", 3600e9}};

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  for (;;) {
    const auto end = text.find(separator);
    parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

std::optional<std::uint32_t> number(std::string_view text) {
  std::uint32_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(value) : std::nullopt;
}

// Takes " xN" off the end of `word`.
std::uint32_t take_count(std::string_view& word) {
  const auto at = word.rfind(" x");
  if (at == std::string_view::npos) return 1;
  const auto count = number(word.substr(at + 2));
  if (!count || *count == 0) throw BadFault(fmt::format("'{}': after x comes how often, as in 'kill x2'", word));
  word = word.substr(0, at);
  return *count;
}

int signal_number(std::string_view name) {
  const std::string_view short_name = name.starts_with("SIG") ? name.substr(3) : name;
  for (int signal = 1; signal < NSIG; ++signal) {
    const char* known = sigabbrev_np(signal);
    if (known != nullptr && short_name == known) return signal;
  }
  throw BadFault(fmt::format("there is no signal '{}': write TERM, INT, HUP, USR1...", name));
}

int error_number(std::string_view name) {
  for (int error = 1; error < 200; ++error) {
    const char* known = strerrorname_np(error);
    if (known != nullptr && name == known) return error;
  }
  throw BadFault(fmt::format("there is no error '{}': write EIO, ENOSPC, ENOLCK...", name));
}

// "3", "3+", "3+2".
void set_when(Injection& injection, std::string_view when) {
  const auto plus = when.find('+');
  const auto first = number(when.substr(0, plus));
  const std::string_view rest = plus == std::string_view::npos ? std::string_view() : when.substr(plus + 1);
  const auto step = plus == std::string_view::npos ? 0U : rest.empty() ? 1U : number(rest);
  if (!first || *first == 0 || !step) throw BadFault(fmt::format("when={}: write when=3, when=3+ or when=3+2", when));
  injection.first = *first;
  injection.step = *step;
}

Injection parse_injection(std::string_view word) {
  const auto parts = split(word, ':');
  Injection injection;
  injection.calls = parts.front();
  for (const std::string_view part : std::span(parts).subspan(1)) {
    const auto equals = part.find('=');
    const std::string_view key = part.substr(0, equals);
    const std::string_view value = equals == std::string_view::npos ? std::string_view() : part.substr(equals + 1);
    if (key == "error") {
      injection.error = error_number(value);
    } else if (key == "when") {
      set_when(injection, value);
    } else if (key == "path") {
      injection.path = value;
    } else if (key == "actor" && number(value)) {
      injection.actor = static_cast<int>(*number(value));
    } else if (key == "lose_reply") {
      injection.how = Injection::How::lose_reply;
    } else if (key == "short") {
      injection.how = Injection::How::cut_short;
    } else {
      throw BadFault(
          fmt::format("'{}' in '{}': known are error=E, when=N, path=GLOB, actor=N, lose_reply, short", part, word));
    }
  }
  if (injection.calls.empty() || (injection.error == 0 && injection.how != Injection::How::cut_short))
    throw BadFault(fmt::format("'{}': write CALL:error=E, as in link:error=EOPNOTSUPP:when=1", word));
  return injection;
}

Phase phase_from_text(std::string_view text) {
  if (text == "inside") return Phase::inside;
  if (text == "outside") return Phase::outside;
  throw BadFault(fmt::format("there is no phase '{}': write inside or outside (of a critical section)", text));
}

std::string_view phase_text(Phase phase) {
  return phase == Phase::inside ? ":inside" : phase == Phase::outside ? ":outside" : "";
}

std::string times(std::uint32_t count) {
  return count == 1 ? "" : fmt::format(" x{}", count);
}

std::string duration_text(nanoseconds duration) {
  const auto ns = duration.count();
  return ns % 1'000'000'000 == 0 ? fmt::format("{}s", ns / 1'000'000'000) : fmt::format("{}ns", ns);
}

}  // namespace

nanoseconds duration_from_text(std::string_view text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view name(end, static_cast<std::size_t>(text.data() + text.size() - end));
  for (const Unit& unit : kUnits)
    if (error == std::errc() && name == unit.name) return nanoseconds(std::llround(value * unit.ns));
  throw BadFault(fmt::format("'{}' is no duration: write 600s, -30s, 100ms, 5min or 1h", text));
}

void add_fault(FaultBudget& budget, std::string_view word) {
  const std::string_view whole = word;
  const std::uint32_t count = take_count(word);
  const auto equals = word.find('=');
  const std::string_view key = word.substr(0, equals);
  const std::string_view value = equals == std::string_view::npos ? std::string_view() : word.substr(equals + 1);
  if (word == "kill") {
    budget.kills += count;
  } else if (word == "kill_tree") {
    budget.tree_kills += count;
  } else if (word == "pid_reuse") {
    budget.pid_reuses += count;
  } else if (key == "signal") {
    budget.signals.push_back({signal_number(value), count});
  } else if (key == "pause") {
    const auto colon = value.find(':');
    const Phase phase = colon == std::string_view::npos ? Phase::any : phase_from_text(value.substr(colon + 1));
    budget.pauses.push_back({duration_from_text(value.substr(0, colon)), count, phase});
  } else if (key == "clock_step") {
    budget.clock_steps.push_back({duration_from_text(value), count});
  } else if (word.find(':') != std::string_view::npos) {
    Injection injection = parse_injection(word);
    injection.count = count;
    budget.injections.push_back(std::move(injection));
  } else {
    throw BadFault(fmt::format("there is no fault '{}': see lockproof list faults", whole));
  }
}

std::string to_text(const Injection& injection) {
  std::string text = injection.calls;
  if (injection.error != 0) text += fmt::format(":error={}", strerrorname_np(injection.error));
  if (injection.how == Injection::How::lose_reply) text += ":lose_reply";
  if (injection.how == Injection::How::cut_short) text += ":short";
  if (injection.first != 0) text += fmt::format(":when={}", injection.first);
  if (injection.step == 1) text += "+";
  if (injection.step > 1) text += fmt::format("+{}", injection.step);
  if (!injection.path.empty()) text += fmt::format(":path={}", injection.path);
  if (injection.actor != 0) text += fmt::format(":actor={}", injection.actor);
  return text + times(injection.count);
}

std::string to_text(const FaultBudget& budget) {
  std::string text;
  const auto add = [&](std::string_view word, std::uint32_t count) {
    if (count > 0) text += fmt::format("{}{}\n", word, times(count));
  };
  add("kill", budget.kills);
  add("kill_tree", budget.tree_kills);
  add("pid_reuse", budget.pid_reuses);
  for (const SignalFault& signal : budget.signals)
    add(fmt::format("signal={}", sigabbrev_np(signal.number)), signal.count);
  for (const PauseFault& pause : budget.pauses)
    add(fmt::format("pause={}{}", duration_text(pause.duration), phase_text(pause.phase)), pause.count);
  for (const ClockStepFault& step : budget.clock_steps)
    add(fmt::format("clock_step={}", duration_text(step.by)), step.count);
  for (const Injection& injection : budget.injections) text += to_text(injection) + "\n";
  return text;
}

FaultBudget fault_budget_from_text(std::string_view text) {
  FaultBudget budget;
  for (const std::string_view word : split(text, '\n'))
    if (!word.empty()) add_fault(budget, word);
  return budget;
}

}  // namespace lockproof::explore
