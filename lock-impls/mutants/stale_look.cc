// Defect (stale-look): after the flock(2), whether the file is still the one that others lock is asked by stat(2) of
// its path, and the file is removed at release. On a network file system the answer can be a minute old: A has looked
// at X, which B removes; A locks X, is shown X, and is in; C makes Y: A and C are in.
#include <unistd.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class StaleLook final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  void release() override {
    if (is_holder()) {
      unlink(options_.path.c_str());
    }
    FlockLock::release();
  }
};

}  // namespace

const LockInfo stale_look_lock{
    .name = "stale_look",
    .summary = "mutant: flock on a file that is removed, looked at by its path alone",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<StaleLook>,
    .caught_by = "mutual_exclusion",
    .caught_in = "stale_attributes",
    .twin = "flock",
};

}  // namespace lockproof::locks
