// What a process gives up when it becomes another program, and when it ends.
#pragma once

#include <cstdint>

#include "world/actor.h"

namespace lockproof::world {

// `fd` is closed. Any close of a file drops the record locks that the process itself holds on it.
void close_descriptor(Process& process, int fd, model::Operation& operation);

// `description` is at `fd` from here on; what was there is closed.
void install_descriptor(Process& process, int fd, DescriptionPtr description, bool close_on_exec,
                        model::Operation& operation);

// What was sent is not received.
void discard(Parcel& parcel, model::Operation& operation);

// The actor has become another program: what is closed on exec is closed.
void settle_exec(Actor& actor, model::Operation& operation);

// The last thread of the actor's process is gone: all that it held is released.
void settle_exit(Actor& actor, std::int32_t parent_pid, model::Operation& operation);

}  // namespace lockproof::world
