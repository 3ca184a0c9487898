// What the building scenarios share: several workers want the same artefact, and one of them builds it (rows A2, A5,
// A8). They differ in the faults.
#pragma once

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// Without name, summary, faults.
Scenario contended_build();

}  // namespace lockproof::scenarios
