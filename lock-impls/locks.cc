#include "lock-impls/locks.h"

#include <array>

namespace lockproof::locks {

std::span<const LockInfo* const> all_locks() {
  static constexpr std::array kLocks{&flock_lock, &o_excl_lock, &hard_link_lock, &sentinel_lock, &mkdir_lease_lock};
  return kLocks;
}

std::span<const LockInfo* const> all_mutants() {
  static constexpr std::array kMutants{&no_op_lock, &no_recheck_lock, &unlink_after_unlock_lock};
  return kMutants;
}

}  // namespace lockproof::locks
