// What the benchmarks play: the controller and the stage must mean the same.
#pragma once

#include "engine/play.h"

namespace lockproof::measure {

const engine::Catalog& catalog();

inline constexpr int workers = 3;

// The lock flock in the scenario build_once.
engine::Play build_once(int actors = workers);

// The same world, prepared, with nobody in it.
engine::Play nobody();

// The same world and number of actors, who exit at once.
engine::Play idle();

// One actor that makes the cheapest system call which others can see, so many times (few enough
// not to be taken for a loop without progress).
inline constexpr int bare_steps = 300;
engine::Play bare_calls();

// One actor that makes so many calls that change a file: 500, 1000, 2000 or 4000.
engine::Play long_trace(int steps);

}  // namespace lockproof::measure
