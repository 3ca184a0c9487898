// Defect: waits without a word. A holds; B waits, and whoever looks at B cannot tell it from one that hangs (row A4).
#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class SilentWait final : public FlockLock {
 public:
  explicit SilentWait(const LockOptions& options)
      : FlockLock({.path = options.path, .time_out = options.time_out, .log = nullptr}) {}
};

}  // namespace

const LockInfo silent_wait_lock{
    .name = "silent_wait",
    .summary = "mutant: flock, but a waiter does not log that it waits",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<SilentWait>,
    .caught_by = "waiting_is_logged",
    .caught_in = "hand_over",
    .twin = "flock",
};

}  // namespace lockproof::locks
