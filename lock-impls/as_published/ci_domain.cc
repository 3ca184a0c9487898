// The CI harness (rows C1 to C9): a run holds the flock(2) of its domain for as long as it lives, and no program that
// it starts gets the descriptor.
//
// Known limits. A child that was forked and calls no exec keeps the lock. Nobody looks whether the file that was locked
// is still there, so a tidy person who removes it lets two in.
#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class CiDomainLock final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  void release() override { file_.reset(); }

 protected:
  bool is_current(int) const override { return true; }
};

}  // namespace

const LockInfo ci_domain_lock{
    .name = "ci_domain",
    .summary = "as published: flock(2), let go by close; known limit: a forked child keeps it",
    .contract = {.survives_forks = false,
                 .survives_lost_locks = false,
                 .may_stay = {"{lock}"},
                 .may_stay_after_kill = {}},
    .make = make_lock<CiDomainLock>,
};

}  // namespace lockproof::locks
