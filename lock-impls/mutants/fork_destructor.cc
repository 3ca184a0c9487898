// Defect (fork-destructor): a forked child's clean-up unlocks. flock(2) belongs to the open file, which parent and
// child share. A holds and forks; the child's destructor unlocks; B locks: A and B are in.
#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class ForkDestructor final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  ~ForkDestructor() override {
    if (file_) {
      ForkDestructor::release();
    }
  }

  void release() override {
    drop_flock(file_.get(), options_);
    file_.reset();
  }
};

}  // namespace

const LockInfo fork_destructor_lock{
    .name = "fork_destructor",
    .summary = "mutant: flock, but a forked child that cleans up releases its parent's lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<ForkDestructor>,
    .caught_by = "mutual_exclusion",
    .caught_in = "fork_inside",
    .twin = "flock",
};

}  // namespace lockproof::locks
