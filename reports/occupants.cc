#include "reports/occupants.h"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "reports/event_words.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using model::Event;

std::optional<std::string_view> key_behind(std::string_view verb, const Event& event) {
  const std::string_view text = event.text;
  if (event.kind != Event::Kind::mark || !text.starts_with(verb)) return std::nullopt;
  return text.substr(verb.size());
}

}  // namespace

std::optional<std::string_view> section_entered(const Event& event) {
  return key_behind("enter ", event);
}
std::optional<std::string_view> section_left(const Event& event) {
  return key_behind("leave ", event);
}

Occupants::Occupants(const model::Trace& trace) : trace_(trace) {
  std::set<std::string_view> keys;
  for (const Event& event : trace.events) {
    if (const auto key = section_entered(event)) keys.insert(*key);
  }
  has_keys_ = keys.size() > 1;
}

void Occupants::observe(const Event& event) {
  if (event.kind == Event::Kind::exit) {
    std::erase_if(inside_, [&](const auto& entry) { return entry.first == event.actor; });
  } else if (const auto entered = section_entered(event)) {
    inside_.emplace(event.actor, *entered);
  } else if (const auto left = section_left(event)) {
    inside_.erase({event.actor, std::string(*left)});
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
