// What an exhaustive search proves, and what it takes for granted.
#pragma once

#include <string>

#include "engine/play.h"
#include "model/class_digest.h"
#include "model/result.h"
#include "model/trace.h"

namespace lockproof::engine {

// What the executions of the play may be told apart by. `by_states`: by the states that they come to, if those can be
// told of this play.
model::Discernment discernment_of(const Play& play, bool by_states = false);

// Why an execution that violated nothing voids the claim that its equivalents, and what comes after it, need not be
// looked at; empty if it does not.
std::string reason_to_doubt(const model::Trace& trace);

// A search of which nothing was made yet.
model::Search search_of(const Play& play);

// Says in the result what its search comes to: counts, and unless it has a violation, whether it is exhaustive or how
// far it came. With a violation, parts after the one that it was found in count for nothing: one machine that makes
// one part after the other would have ended there. Requires: parts are by number.
void conclude(model::Result& result);

}  // namespace lockproof::engine
