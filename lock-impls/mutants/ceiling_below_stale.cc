// Defect (ceiling-below-stale): waiters give up after 240 s, but a dead holder's lease expires after 300 s. SIGKILL of
// A while it holds: B gives up, and so does everybody who came within the first minute (row B7).
#include <chrono>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mkdir_lease.h"

namespace lockproof::locks {
namespace {

class CeilingBelowStale final : public MkdirLease {
 public:
  explicit CeilingBelowStale(const LockOptions& options)
      : MkdirLease(options, {.retry_ceiling = std::chrono::seconds(240)}) {}
};

}  // namespace

const LockInfo ceiling_below_stale_lock{
    .name = "ceiling_below_stale",
    .summary = "mutant: mkdir_lease, but waiters give up before a dead holder's lease expires",
    .contract = lease_contract(),
    .make = make_lock<CeilingBelowStale>,
    .caught_by = "exit_status",
    .caught_in = "kill_mid_build",
    .twin = "mkdir_lease",
};

}  // namespace lockproof::locks
