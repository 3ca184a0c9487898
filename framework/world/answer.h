// System calls that lockproof answers itself: clocks, timers, randomness, probes, standard output.
#pragma once

#include "world/actor.h"
#include "world/scene.h"

namespace lockproof::world {

// The result that the actor sees. Writes what the call returns through pointers into its memory.
long answer(Actor& actor, const Pending& pending, Scene& scene);

// What the actor's CLOCK_REALTIME shows.
std::int64_t realtime_ns(const Actor& actor, const Scene& scene);

// The moment at which a sleeping call wakes, in ns since the start of the execution; -EINVAL if the call is wrong.
std::int64_t wake_up_ns(const Actor& actor, const Pending& pending, const Scene& scene);

// A sleeping call was interrupted: tells the actor how much was left, if it wants to know.
void write_time_left(const Actor& actor, const Pending& pending, std::int64_t left_ns);

// Deterministic bytes, different for each use: getrandom(2), /dev/urandom, AT_RANDOM.
void fill_random(Actor& actor, const Scene& scene, std::span<std::byte> to);

}  // namespace lockproof::world
