// How many system calls a lock costs: counted in an execution under control, not while it is measured.
#pragma once

#include "engine/executor.h"
#include "lockproof/lock.h"

namespace lockproof::measure {

// The visible system calls (those that others can notice) of one process that acquires and releases and meets nobody.
// Not a number if the lock does not get through nested_keys alone. Throws tracee::Refused.
double count_visible_calls(engine::Executor& executor, const LockInfo& lock);

}  // namespace lockproof::measure
