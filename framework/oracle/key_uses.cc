#include "oracle/key_uses.h"

#include <algorithm>

#include "oracle/actor_fate.h"
#include "oracle/mark.h"

namespace lockproof::oracle {

using model::Event;
using model::Trace;

std::string_view KeyUse::key(const Trace& trace) const {
  return key_of(trace, since);
}

void KeyUses::observe(const Trace& trace, std::size_t index) {
  const Event& event = trace.events[index];
  if (event.kind == Event::Kind::exit) {
    std::erase_if(uses_, [&](const KeyUse& use) { return use.actor == event.actor; });
    return;
  }
  const bool pauses = event.kind == Event::Kind::fault && event.text.starts_with("paused");
  for (KeyUse& use : uses_) {
    if (pauses ? descends_from(trace, use.actor, event.actor) : use.actor == event.actor) use.paused = pauses;
  }
  if (event.kind == Event::Kind::mark) note_mark(trace, index);
}

void KeyUses::note_mark(const Trace& trace, std::size_t index) {
  using State = KeyUse::State;
  const int actor = trace.events[index].actor;
  const auto [verb, key] = *mark_of(trace.events[index]);
  const auto find = [&, key = key](State state) {
    auto found = uses_.end();
    for (int who = actor; who >= 0 && found == uses_.end(); who = trace.actors[static_cast<std::size_t>(who)].parent)
      found = std::ranges::find_if(
          uses_, [&](const KeyUse& use) { return use.actor == who && use.state == state && use.key(trace) == key; });
    return found;
  };
  const auto move = [&](State from, State to) {
    const auto use = find(from);
    if (use == uses_.end()) return false;
    use->state = to;
    use->since = index;
    return true;
  };
  const auto remove = [&](State state) {
    if (const auto use = find(state); use != uses_.end()) uses_.erase(use);
  };
  if (verb == "want") uses_.push_back({.actor = actor, .state = State::wants, .since = index});
  if (verb == "enter" && !move(State::wants, State::inside))
    uses_.push_back({.actor = actor, .state = State::inside, .since = index});  // a program that never said "want"
  if (verb == "leave") move(State::inside, State::leaves);
  if (verb == "free") remove(State::leaves);
  if (verb == "give_up") remove(State::wants);
}

}  // namespace lockproof::oracle
