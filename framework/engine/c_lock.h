// Locks behind the C interface of lockproof/plugin.h.
#pragma once

#include "lockproof/lock.h"
#include "lockproof/plugin.h"

namespace lockproof::engine {

// The lock as lockproof knows locks, for as long as the program lives. Throws model::BadInput for a description that
// makes no sense: what() says what is wrong in it.
const LockInfo& lock_info_of(const lockproof_lock& lock);

}  // namespace lockproof::engine
