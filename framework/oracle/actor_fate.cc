#include "oracle/actor_fate.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>

namespace lockproof::oracle {

using model::Event;
using model::Trace;

namespace {

int parent_of(const Trace& trace, int actor) {
  return trace.actors[static_cast<std::size_t>(actor)].parent;
}

bool is_exit_of(const Event& event, int actor) {
  return event.kind == Event::Kind::exit && event.actor == actor;
}

}  // namespace

bool descends_from(const Trace& trace, int actor, int ancestor) {
  while (actor >= 0 && actor != ancestor) actor = parent_of(trace, actor);
  return actor == ancestor;
}

bool was_killed(const Event& exit) {
  return exit.operation.result > 128 || exit.text == "SIGKILL";
}

bool is_injected_error(const Event& fault) {
  return fault.text.ends_with(" is injected");
}

namespace {

// Fails, is done and yet fails, or transfers a part.
bool makes_call_go_wrong(const Event& fault) {
  return is_injected_error(fault) || fault.text.starts_with("the next call ");
}

}  // namespace

bool had_injected_error(const Trace& trace, std::span<const Event> past, int actor) {
  return std::ranges::any_of(past, [&](const Event& event) {
    return event.kind == Event::Kind::fault && makes_call_go_wrong(event) && descends_from(trace, event.actor, actor);
  });
}

std::optional<int> killed_ancestor(const Trace& trace, std::span<const Event> past, int actor) {
  for (int ancestor = parent_of(trace, actor); ancestor >= 0; ancestor = parent_of(trace, ancestor)) {
    const auto is_its_death = [&](const Event& event) { return is_exit_of(event, ancestor) && was_killed(event); };
    if (std::ranges::any_of(past, is_its_death)) return ancestor;
  }
  return std::nullopt;
}

bool has_killed_descendant(const Trace& trace, std::span<const Event> past, int actor) {
  return std::ranges::any_of(past, [&](const Event& event) {
    return event.kind == Event::Kind::exit && was_killed(event) &&
           descends_from(trace, parent_of(trace, event.actor), actor);
  });
}

std::vector<int> unfinished(const Trace& trace) {
  std::vector<int> actors;
  for (int actor = 0; actor < std::ssize(trace.actors); ++actor) {
    const auto is_its_exit = [&](const Event& event) { return is_exit_of(event, actor); };
    if (std::ranges::none_of(trace.events, is_its_exit)) actors.push_back(actor);
  }
  return actors;
}

bool is_check(const Trace& trace, int actor) {
  return trace.actors[static_cast<std::size_t>(actor)].name == model::kCheckName;
}

std::string name_of(const Trace& trace, int actor) {
  return fmt::format("actor {}", trace.actors[static_cast<std::size_t>(actor)].name);
}

std::string described(const Trace& trace, std::span<const Event> past, int actor) {
  const auto wrapper = killed_ancestor(trace, past, actor);
  if (!wrapper) return name_of(trace, actor);
  return fmt::format("{}, the body of killed {},", name_of(trace, actor), name_of(trace, *wrapper));
}

std::string names_of(const Trace& trace, std::span<const int> actors) {
  if (actors.empty()) return "no actor";
  if (actors.size() == 1) return name_of(trace, actors.front());
  std::string text = "actors ";
  for (std::size_t i = 0; i < actors.size(); ++i) {
    if (i > 0) text += i + 1 == actors.size() ? " and " : ", ";
    text += trace.actors[static_cast<std::size_t>(actors[i])].name;
  }
  return text;
}

}  // namespace lockproof::oracle
