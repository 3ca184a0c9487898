// Defect (unlink-while-held): removes the lock file before it unlocks it, but whoever waited for the old file does not
// look whether it is still there. B opens the file; A unlinks and unlocks it; B locks it; C makes and locks another:
// B and C are in. Sound as o_excl: there, whoever gets the flock looks again.
#include <unistd.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class UnlinkWhileHeld final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  void release() override {
    if (is_holder()) {
      unlink(options_.path.c_str());
      drop_flock(file_.get(), options_);
    }
    file_.reset();
  }

 protected:
  bool is_current(int) const override { return true; }
};

}  // namespace

const LockInfo unlink_while_held_lock{
    .name = "unlink_while_held",
    .summary = "mutant: o_excl, but a waiter does not look whether the file that it locked is still there",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<UnlinkWhileHeld>,
    .caught_by = "mutual_exclusion",
    .caught_in = "build_once",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
