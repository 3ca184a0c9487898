// What became of the actors of an execution. These functions walk through the trace: they are for the moment at which
// something is wrong, and for the end.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "model/trace.h"

namespace lockproof::oracle {

// What has happened up to and including trace.events[index]: all that an oracle may judge by at that moment.
inline std::span<const model::Event> past(const model::Trace& trace, std::size_t index) {
  return std::span(trace.events).first(index + 1);
}

// Whether the actor is `ancestor` or descends from it.
bool descends_from(const model::Trace& trace, int actor, int ancestor);

// Whether an exit event says that the actor was ended by a signal, or, as shells do, passed on that its child was.
bool was_killed(const model::Event& exit);

// Whether a fault event says that the actor's next call fails by injection.
bool is_injected_error(const model::Event& fault);

// Whether a call of the actor or of a descendant of it has gone wrong by injection: failed, lost its reply, or was cut
// short.
bool had_injected_error(const model::Trace& trace, std::span<const model::Event> past, int actor);

// The nearest ancestor of an actor that was killed.
std::optional<int> killed_ancestor(const model::Trace& trace, std::span<const model::Event> past, int actor);

bool has_killed_descendant(const model::Trace& trace, std::span<const model::Event> past, int actor);

// Those that came into being and have not exited, by index.
std::vector<int> unfinished(const model::Trace& trace);

// Whether the actor is none of the scenario's but the command that checks what they have left (Conditions::check).
bool is_check(const model::Trace& trace, int actor);

// "actor 2".
std::string name_of(const model::Trace& trace, int actor);

// "actor 2"; of an actor whose ancestor was killed, "actor 2.1, the body of killed actor 2,": a protected command that
// outlives the wrapper that held the lock for it deserves to be called so.
std::string described(const model::Trace& trace, std::span<const model::Event> past, int actor);

// "actor 1", "actors 1, 2 and 2.1".
std::string names_of(const model::Trace& trace, std::span<const int> actors);

}  // namespace lockproof::oracle
