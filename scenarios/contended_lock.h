// What the scenarios about the lock itself share: workers want one lock, and hold it for a while.
#pragma once

#include "lockproof/scenario.h"

namespace lockproof::scenarios {

// Without name, summary, actor.
Scenario contended_lock();

}  // namespace lockproof::scenarios
