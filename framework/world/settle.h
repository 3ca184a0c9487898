// From the result of an executed system call to what has changed: the file tree, descriptors, and the sets
// of objects that the operation read and wrote.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// The call at which `actor` stood has returned `result`. Completes pending.operation. May rewrite the actor's memory:
// file times and device numbers become those of the world.
void settle(Actor& actor, Pending& pending, long result, Scene& scene);

}  // namespace lockproof::world
