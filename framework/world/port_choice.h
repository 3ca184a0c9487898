// What the kernel would choose at random, is chosen here: the port, or the abstract address, of a socket that is bound
// to any. And what the network would do in the machine's time, is done at once.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// Before the call at which the actor stands is executed. Returns true if it was a bind(2) which has been done by that.
bool prepare_socket(Actor& actor, Scene& scene);

}  // namespace lockproof::world
