// Defect (paused-heartbeat): nobody tells a holder that it was late. A is stopped for longer than 300 s; B takes the
// lease; A goes on and believes that it still holds it: A and B are in, and A never learns of it (row B13).
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mkdir_lease.h"

namespace lockproof::locks {
namespace {

class PausedHeartbeat final : public MkdirLease {
 public:
  using MkdirLease::MkdirLease;

  bool keep_alive() override {
    MkdirLease::keep_alive();
    return true;
  }
};

}  // namespace

const LockInfo paused_heartbeat_lock{
    .name = "paused_heartbeat",
    .summary = "mutant: mkdir_lease, but a holder is not told that it lost the lease",
    .contract = lease_contract(),
    .make = make_lock<PausedHeartbeat>,
    .caught_by = "lock_loss_is_told",
    .caught_in = "lost_lease_is_told",
    .twin = "mkdir_lease",
};

}  // namespace lockproof::locks
