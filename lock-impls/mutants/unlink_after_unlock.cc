// Defect (unlink-after-unlock): removes the lock file when the lock is free again, and nobody looks whether the file
// that he locked is still there. A unlocks; B locks the file; A unlinks it; C makes and locks another: B and C are in.
#include <unistd.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class UnlinkAfterUnlock final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  void release() override {
    if (is_holder()) {
      drop_flock(file_.get(), options_);
      unlink(options_.path.c_str());
    }
    file_.reset();
  }

 protected:
  bool is_current(int) const override { return true; }
};

}  // namespace

const LockInfo unlink_after_unlock_lock{
    .name = "unlink_after_unlock",
    .summary = "mutant: flock, but unlinks the lock file after unlocking it",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<UnlinkAfterUnlock>,
    .caught_by = "mutual_exclusion",
    .caught_in = "build_once",
    .twin = "flock",
};

}  // namespace lockproof::locks
