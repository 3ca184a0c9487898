// What the scenarios of leases share: workers want one artefact, and whoever builds it takes a while of virtual time,
// step by step, and tells the lock before each step that it lives (row B1). The others wait for it, and skip.
#pragma once

#include <chrono>
#include <filesystem>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// In `steps` steps of `step`. Returns the exit status.
int build_in_steps(Actor& actor, int steps, std::chrono::seconds step);

// The same, executed by a command that is the lock: without signs of life, those are the command's to give.
int build_in_steps(const std::filesystem::path& world, int steps, std::chrono::seconds step);

// Without name, summary, faults, actor, body.
Scenario slow_build();

// As sleep(3), but nothing ends it early.
void spend(std::chrono::seconds duration);

}  // namespace lockproof::scenarios
