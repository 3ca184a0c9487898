// One event of a trace, in words for a person.
#pragma once

#include <cstddef>
#include <string>

#include "model/trace.h"
#include "reports/style.h"

namespace lockproof::reports {

// Printable. "openat("a.lock", O_RDWR)" and "= 3"; "flock(3<a.lock>, LOCK_EX)" and "waits for the lock"; "exit 0".
struct EventWords {
  std::string what;
  std::string outcome;  // empty if `what` says it all
  Colour colour = Colour::none;
};

// Requires: index < trace.events.size().
EventWords event_words(const model::Trace& trace, std::size_t index);

// The same for narrow places: the call with the last parts of its paths, the error's name alone.
EventWords short_event_words(const model::Trace& trace, std::size_t index);

// "2", the name of an actor; "#7" if the trace has no such actor.
std::string actor_text(const model::Trace& trace, int actor);

}  // namespace lockproof::reports
