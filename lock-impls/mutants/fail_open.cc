// Defect (fail-open): a kernel or file system that cannot lock is taken for "no locking here, go on". A holds; flock(2)
// fails for B with ENOLCK, which strikes one process and spares the next: A and B are in.
#include <cerrno>
#include <system_error>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class FailOpen final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  Flock take(int fd, Wait& wait) const override {
    try {
      const Flock result = FlockLock::take(fd, wait);
      return result == Flock::unsupported ? Flock::taken : result;
    } catch (const std::system_error& error) {
      if (error.code().value() != ENOLCK) {
        throw;
      }
      return Flock::taken;
    }
  }
};

}  // namespace

const LockInfo fail_open_lock{
    .name = "fail_open",
    .summary = "mutant: flock, but ENOLCK and EOPNOTSUPP are taken for success",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<FailOpen>,
    .caught_by = "mutual_exclusion",
    .caught_in = "no_flock",
    .twin = "flock",
};

}  // namespace lockproof::locks
