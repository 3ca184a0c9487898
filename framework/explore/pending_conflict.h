// Whether the order of two operations may matter, judged before they are executed.
#pragma once

#include "model/operation.h"

namespace lockproof::explore {

// Where model::conflict() knows the results, this one knows what the actors are about to do: it may say yes too often.
// Operations meet at paths (a path and its directory meet too), and at descriptors of the same path. Two that only look
// do not conflict. Those without a path (kill, wait4, exit...) meet one another, and the end of a process meets
// everything.
bool may_conflict(const model::Operation& left, const model::Operation& right);

// Does nothing but look: stat, access, read, getdents...
bool only_looks(const model::Operation& operation);

}  // namespace lockproof::explore
