// Waits for record locks of fcntl(2) that would never end, because each waits for the next. The kernel tells whoever
// closes the circle (EDEADLK); of actors under control, it sees nobody waiting.
#pragma once

#include <memory>
#include <span>

#include "world/actor.h"

namespace lockproof::world {

// Whether the call at which the actor stands may wait for a record lock while somebody waits for its own process.
bool may_wait_in_circle(const Actor& actor);

// At the entry of such a call: the PID of whoever has the lock that is in the way first, where the kernel looks; 0:
// nobody, or no process that the actor sees.
std::int32_t lock_holder(const Actor& actor);

// Whether the actor, if it waited for Actor::waits_for_pid, would wait for its own process in the end. Who has been
// woken does not wait: it looks again, and may be the one who is told.
bool closes_circle(const Actor& actor, std::span<const std::unique_ptr<Actor>> actors);

}  // namespace lockproof::world
