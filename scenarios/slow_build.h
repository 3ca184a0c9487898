// What the scenarios of leases share: workers want one artefact, and whoever builds it takes a while of virtual time,
// step by step, and tells the lock before each step that it lives (row B1). The others wait for it, and skip.
#pragma once

#include <chrono>

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// In `steps` steps of `step`. Returns the exit status.
int build_in_steps(Actor& actor, int steps, std::chrono::seconds step);

// Without name, summary, faults, actor. The body that commands run takes no time.
Scenario slow_build();

// As sleep(3), but nothing ends it early.
void spend(std::chrono::seconds duration);

}  // namespace lockproof::scenarios
