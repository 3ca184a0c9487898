// What control costs: each stop of a tracee is two context switches and several system calls of the controller.
#pragma once

#include <cstdint>

namespace lockproof::tracee {

// Reports of tracees (stops and ends) that the calling thread has waited for so far.
std::uint64_t stop_count();

}  // namespace lockproof::tracee
