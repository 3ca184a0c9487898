// The times that utime(2) and its kin set.
#pragma once

#include <ctime>
#include <utility>

#include "world/actor.h"

namespace lockproof::world {

// Of the call at which the actor stands: access and modification time, with UTIME_NOW and UTIME_OMIT as in
// utimensat(2).
std::pair<timespec, timespec> times_given(const Actor& actor, const Pending& pending);

}  // namespace lockproof::world
