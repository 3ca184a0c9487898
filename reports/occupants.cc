#include "reports/occupants.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "reports/event_words.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Event;

constexpr std::string_view kEnter = "enter ";
constexpr std::string_view kLeave = "leave ";

}  // namespace

Occupants::Occupants(const model::Trace& trace) : trace_(trace) {
  std::set<std::string_view> keys;
  for (const Event& event : trace.events) {
    const std::string_view text = event.text;
    if (event.kind == Event::Kind::mark && text.starts_with(kEnter)) keys.insert(text.substr(kEnter.size()));
  }
  has_keys_ = keys.size() > 1;
}

void Occupants::observe(const Event& event) {
  const std::string_view text = event.text;
  if (event.kind == Event::Kind::exit) {
    std::erase_if(inside_, [&](const auto& entry) { return entry.first == event.actor; });
  } else if (event.kind == Event::Kind::mark && text.starts_with(kEnter)) {
    inside_.emplace(event.actor, text.substr(kEnter.size()));
  } else if (event.kind == Event::Kind::mark && text.starts_with(kLeave)) {
    inside_.erase({event.actor, std::string(text.substr(kLeave.size()))});
  }
}

bool Occupants::contains(int actor) const {
  return std::ranges::any_of(inside_, [=](const auto& entry) { return entry.first == actor; });
}

std::string Occupants::text() const {
  std::string text;
  for (const auto& [actor, key] : inside_) {
    if (!text.empty()) text += ' ';
    text += actor_text(trace_, actor);
    if (has_keys_) text += fmt::format(":{}", printable(key));
  }
  return text;
}

}  // namespace lockproof::reports
