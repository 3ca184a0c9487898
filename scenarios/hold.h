// Time that passes while a lock is held.
#pragma once

#include <chrono>

namespace lockproof::scenarios {

// Sleeps: everybody else goes on until they wait.
void hold(std::chrono::nanoseconds duration);

}  // namespace lockproof::scenarios
