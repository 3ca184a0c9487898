// How an actor went on from one visible call to the next, to be spared it in other executions: programs start in the
// same way every time, until what they find differs.
#pragma once

#include <cstdint>
#include <vector>

#include "tracee/snapshot.h"
#include "world/actor.h"

namespace lockproof::world {

struct StartUp {
  std::vector<LocalCall> calls;    // on the way, as far as they changed its descriptors
  Pending next;                    // the visible call at whose entry it stands
  std::uint64_t random_draws = 0;  // so far
  tracee::Snapshot snapshot;       // of its process there
};

}  // namespace lockproof::world
