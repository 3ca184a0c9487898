// What lockproof/locks.h offers: the locks that lockproof plays, made as lockproof makes them.
#include "lock-impls/fenced_lease.h"
#include "lock-impls/locks.h"
#include "lockproof/locks.h"

namespace lockproof {

std::unique_ptr<Lock> make_flock(const LockOptions& options) {
  return locks::flock_lock.make(options);
}

std::unique_ptr<Lock> make_posix(const LockOptions& options) {
  return locks::posix_lock.make(options);
}

std::unique_ptr<Lock> make_ofd(const LockOptions& options) {
  return locks::ofd_lock.make(options);
}

std::unique_ptr<Lock> make_o_excl(const LockOptions& options) {
  return locks::o_excl_lock.make(options);
}

std::unique_ptr<Lock> make_hard_link(const LockOptions& options) {
  return locks::hard_link_lock.make(options);
}

std::unique_ptr<Lock> make_sentinel(const LockOptions& options) {
  return locks::sentinel_lock.make(options);
}

std::unique_ptr<Lock> make_mkdir_lease(const LockOptions& options) {
  return locks::mkdir_lease_lock.make(options);
}

std::unique_ptr<Lock> make_fenced_lease(const LockOptions& options) {
  return std::make_unique<locks::FencedLease>(options);
}

}  // namespace lockproof
