#include "oracle/release_is_own.h"

#include <fmt/format.h>

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/finding.h"
#include "oracle/mark.h"
#include "oracle/path_glob.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;
using model::Violation;

void ReleaseIsOwn::begin(const Rules& rules) {
  rules_ = &rules;
  stays_.clear();
}

std::optional<Violation> ReleaseIsOwn::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit)
    std::erase_if(stays_, [&](const Stay& stay) { return stay.actor == event.actor; });
  if (event.kind == Event::Kind::mark) note_mark(trace, index);
  if (event.kind != Event::Kind::operation || event.operation.result != 0) return std::nullopt;
  const std::string_view call = model::call_name(event.operation.number);
  const bool renames = model::is_one_of(call, {"rename", "renameat", "renameat2"});
  if (!renames && !model::is_one_of(call, {"unlink", "unlinkat", "rmdir"})) return std::nullopt;
  for (const Stay& stay : stays_) {
    const std::string_view key = key_of(trace, stay.entered);
    if (stay.actor != event.actor || !stay.lost) continue;
    if (!is_path_of(event.operation.path, key) && !(renames && is_path_of(event.operation.path2, key))) continue;
    return finding(name,
                   fmt::format("{} had lost {} and removed {} all the same", name_of(trace, event.actor), key,
                               is_path_of(event.operation.path, key) ? event.operation.path : event.operation.path2),
                   index);
  }
  return std::nullopt;
}

std::optional<Violation> ReleaseIsOwn::finish(const Trace&) {
  return std::nullopt;
}

ReleaseIsOwn::Stay* ReleaseIsOwn::find(const Trace& trace, int actor, std::string_view key) {
  const auto it = std::ranges::find_if(
      stays_, [&](const Stay& stay) { return stay.actor == actor && key_of(trace, stay.entered) == key; });
  return it != stays_.end() ? &*it : nullptr;
}

void ReleaseIsOwn::note_mark(const Trace& trace, std::size_t index) {
  const int actor = trace.events[index].actor;
  const auto [verb, key] = *mark_of(trace.events[index]);
  if (verb == "want") want(trace, actor, key);
  if (verb == "enter") stays_.push_back({.actor = actor, .entered = index});
  Stay* const stay = find(trace, actor, key);
  if (stay == nullptr) return;
  if (verb == "leave") stay->inside = false;
  if (verb == "lost") stay->lost = true;
  if (verb == "ask") ask(trace, *stay, key);
  if (verb == "kept") keep(trace, *stay, key);
}

void ReleaseIsOwn::want(const Trace& trace, int actor, std::string_view key) {
  std::erase_if(stays_, [&](const Stay& stay) { return stay.actor == actor && key_of(trace, stay.entered) == key; });
  for (Stay& stay : stays_) {
    if (key_of(trace, stay.entered) == key) std::erase(stay.beside, actor);
  }
}

void ReleaseIsOwn::ask(const Trace& trace, Stay& asking, std::string_view key) {
  asking.beside.clear();
  for (const Stay& other : stays_) {
    if (other.actor != asking.actor && other.inside && key_of(trace, other.entered) == key)
      asking.beside.push_back(other.actor);
  }
}

void ReleaseIsOwn::keep(const Trace& trace, const Stay& kept, std::string_view key) {
  for (const int other : kept.beside) {
    if (Stay* const rival = find(trace, other, key)) rival->lost = true;
  }
}

// Where the rules speak of the locks of many keys, '*' stands for the key.
bool ReleaseIsOwn::is_path_of(std::string_view path, std::string_view key) const {
  std::string lock_path = rules_->lock_path;
  if (const auto star = lock_path.find('*'); star != std::string::npos) lock_path.replace(star, 1, key);
  return matches_glob(lock_path, path);
}

}  // namespace lockproof::oracle
