// Calls about sockets, and those that move data from one descriptor to another.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// socket(2) and socketpair(2).
void settle_new_socket(Actor& actor, Pending& pending, Scene& scene);

// What connects, sends and receives.
void settle_socket_call(Actor& actor, Pending& pending, Scene& scene);

// ioctl(2) on a socket: netdevice(7) can change the network.
void settle_network_control(const Pending& pending, Scene& scene);

// Of plain reads and writes: a write to `description` came to `result`, bytes were read from it.
void note_sent(Description& description, std::int64_t result, model::Operation& operation, Scene& scene);
void note_received(Description& description, std::int64_t bytes, model::Operation& operation);

}  // namespace lockproof::world
