// The locks of this folder, as constants that a scenario or a program can use by name.
#pragma once

#include <span>

#include "lockproof/lock.h"

namespace lockproof::locks {

// Sound: each keeps its contract.
extern const LockInfo flock_lock;
extern const LockInfo o_excl_lock;
extern const LockInfo hard_link_lock;
extern const LockInfo sentinel_lock;
extern const LockInfo mkdir_lease_lock;

// Mutants: each has one defect, and names the oracle that must see it.
extern const LockInfo no_op_lock;
extern const LockInfo no_recheck_lock;
extern const LockInfo unlink_after_unlock_lock;

std::span<const LockInfo* const> all_locks();
std::span<const LockInfo* const> all_mutants();

}  // namespace lockproof::locks
