// Defect (release-steals): release does not look whose lease it is. A is stopped for longer than 300 s; B takes the
// lease; A goes on and releases, which removes B's; C makes its own: B and C are in (row D13).
#include <unistd.h>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mkdir_lease.h"

namespace lockproof::locks {
namespace {

class ReleaseSteals final : public MkdirLease {
 public:
  using MkdirLease::MkdirLease;

  void release() override {
    if (owner_ == getpid()) {
      rmdir(options_.path.c_str());
    }
    directory_.reset();
  }
};

}  // namespace

const LockInfo release_steals_lock{
    .name = "release_steals",
    .summary = "mutant: mkdir_lease, but a late holder's release removes its successor's lease",
    .contract = lease_contract(),
    .make = make_lock<ReleaseSteals>,
    .caught_by = "release_is_own",
    .caught_in = "lost_lease_is_told",
    .twin = "mkdir_lease",
};

}  // namespace lockproof::locks
