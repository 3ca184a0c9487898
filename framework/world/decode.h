// From the registers at the entry of a system call to what it means.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// What `actor` is about to do. Reads the actor's memory (paths, the bytes to be written).
Pending decode(const Actor& actor, const tracee::arch::Registers& registers, const Scene& scene);

// Finds again what the paths of the call lead to. Others may have changed that since the actor arrived at the
// call, so it is done once more when the call is executed.
void locate(const Actor& actor, const FileTree& files, Pending& pending);

// How long the call is prepared to sleep, in ns from now: for poll, select, epoll, futex and sigtimedwait. -1: for
// ever. `now_*` are what the clocks show, for calls that give an absolute time.
std::int64_t time_out_ns(const Actor& actor, const Pending& pending, std::int64_t monotonic_ns,
                         std::int64_t realtime_ns);

// What a call that would sleep waits for.
std::vector<model::Object> waits_for(const Actor& actor, const Pending& pending);

}  // namespace lockproof::world
