// Defect (starvation): a waiter polls, and each pause is twice as long as the one before, without limit. Whoever came
// first sleeps longest: A and B hand the lock to each other while C sleeps, and C finds it taken whenever it looks.
#include <chrono>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/proc_locks.h"

namespace lockproof::locks {
namespace {

class Starvation final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  Flock take(int fd, Wait& wait) const override {
    std::chrono::nanoseconds pause_ns = std::chrono::milliseconds(1);
    Flock result = try_flock(fd, options_.path);
    while (result == Flock::busy) {
      wait.begin([fd] { return flock_holder(fd); });
      if (!wait.pause(pause_ns)) {
        break;
      }
      pause_ns *= 2;
      result = try_flock(fd, options_.path);
    }
    return result;
  }
};

}  // namespace

const LockInfo starvation_lock{
    .name = "starvation",
    .summary = "mutant: flock, but a waiter polls ever more rarely",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<Starvation>,
    .caught_by = "starvation",
    .caught_in = "hand_over",
    .twin = "flock",
};

}  // namespace lockproof::locks
