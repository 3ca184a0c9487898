#include "explore/contract_text.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <array>
#include <chrono>
#include <optional>
#include <variant>
#include <vector>

namespace lockproof::explore {
namespace {

using std::chrono::nanoseconds;

using Field = std::variant<bool Contract::*, nanoseconds Contract::*, std::optional<nanoseconds> Contract::*,
                           std::vector<std::string> Contract::*>;

struct Item {
  std::string_view name;
  Field field;
};

constexpr std::array kItems = {
    Item{"excludes_processes", &Contract::excludes_processes},
    Item{"excludes_threads", &Contract::excludes_threads},
    Item{"kill_safe", &Contract::kill_safe},
    Item{"recovery_max", &Contract::recovery_max},
    Item{"survives_pid_reuse", &Contract::survives_pid_reuse},
    Item{"survives_containers", &Contract::survives_containers},
    Item{"survives_forks", &Contract::survives_forks},
    Item{"protects_orphans", &Contract::protects_orphans},
    Item{"survives_lost_locks", &Contract::survives_lost_locks},
    Item{"survives_nonatomic_create", &Contract::survives_nonatomic_create},
    Item{"survives_stale_attributes", &Contract::survives_stale_attributes},
    Item{"clock_skew_max", &Contract::clock_skew_max},
    Item{"pause_max", &Contract::pause_max},
    Item{"tells_loss", &Contract::tells_loss},
    Item{"gives_tokens", &Contract::gives_tokens},
    Item{"tells_errors", &Contract::tells_errors},
    Item{"handover_max", &Contract::handover_max},
    Item{"may_stay", &Contract::may_stay},
    Item{"may_stay_after_kill", &Contract::may_stay_after_kill},
};

void set(bool& value, std::string_view text) {
  if (text != "true" && text != "false") throw BadWord(fmt::format("'{}': write true or false", text));
  value = text == "true";
}

void set(nanoseconds& value, std::string_view text) {
  value = duration_from_text(text);
  if (value.count() < 0) throw BadWord(fmt::format("'{}': less than nothing cannot be promised", text));
}

void set(std::optional<nanoseconds>& value, std::string_view text) {
  if (text == "none")
    value.reset();
  else
    set(value.emplace(), text);
}

void set(std::vector<std::string>& value, std::string_view text) {
  value.clear();
  for (const std::string_view path : split(text, ','))
    if (!path.empty()) value.emplace_back(path);
}

std::string text_of(bool value) {
  return value ? "true" : "false";
}

std::string text_of(nanoseconds value) {
  return to_text(value);
}

std::string text_of(std::optional<nanoseconds> value) {
  return value ? to_text(*value) : "none";
}

std::string text_of(const std::vector<std::string>& value) {
  return fmt::format("{}", fmt::join(value, ","));
}

}  // namespace

void set_promise(Contract& contract, std::string_view word) {
  const std::size_t equals = word.find('=');
  const std::string_view name = word.substr(0, equals);
  for (const Item& item : kItems) {
    if (item.name != name) continue;
    if (equals == std::string_view::npos) throw BadWord(fmt::format("'{}': write {}=VALUE", word, name));
    try {
      return std::visit([&](auto field) { set(contract.*field, word.substr(equals + 1)); }, item.field);
    } catch (const BadWord& error) {
      throw BadWord(fmt::format("{}: {}", name, error.what()));
    }
  }
  throw BadWord(fmt::format("a contract says nothing of '{}'. It has: {}", name, promise_names()));
}

std::string to_text(const Contract& contract, const Contract& usual) {
  std::string text;
  for (const Item& item : kItems)
    std::visit(
        [&](auto field) {
          if (contract.*field != usual.*field) text += fmt::format("{}={}\n", item.name, text_of(contract.*field));
        },
        item.field);
  return text;
}

std::string promise_names() {
  std::vector<std::string_view> names;
  for (const Item& item : kItems) names.push_back(item.name);
  return fmt::format("{}", fmt::join(names, ", "));
}

}  // namespace lockproof::explore
