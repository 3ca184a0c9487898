// A protected command that outlives the wrapper that took the lock for it. Not a violation by itself: whether the lock
// lived on too is for mutual_exclusion to find out. But whoever trusts that killing the wrapper stops the work
// must know.
#pragma once

#include <optional>

#include "model/trace.h"

namespace lockproof::oracle {

// The first actor that was inside a critical section when an ancestor of it was killed, and that did something after
// that. Index into trace.actors.
std::optional<int> orphaned_body(const model::Trace& trace);

}  // namespace lockproof::oracle
