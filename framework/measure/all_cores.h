// Executions per second on several CPUs at once.
#pragma once

#include <chrono>

#include "engine/play.h"
#include "tracee/stage.h"

namespace lockproof::measure {

// The CPUs that this program was started on, however it has pinned itself since. Call it first in main().
int cpu_count();

// Pins the calling thread to one of them, counted from 0, or with -1 to all.
void pin_to(int cpu);

// Of `processes` that go on for `time`: under control each is pinned to a CPU of its own, without control they use all.
// Throws std::runtime_error if one of them fails.
double executions_per_s(const engine::Play& play, tracee::Control control, int processes,
                        std::chrono::nanoseconds time);

}  // namespace lockproof::measure
