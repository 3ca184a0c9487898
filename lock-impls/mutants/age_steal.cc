// Defect (age-steal): the lease is as old as its directory; a sign of life does not make it younger. A works for longer
// than 300 s and says regularly that it lives; B takes the lease all the same: A and B are in.
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mkdir_lease.h"

namespace lockproof::locks {
namespace {

class AgeSteal final : public MkdirLease {
 public:
  using MkdirLease::MkdirLease;

  bool keep_alive() override { return is_ours(); }
};

}  // namespace

const LockInfo age_steal_lock{
    .name = "age_steal",
    .summary = "mutant: mkdir_lease, but a sign of life does not renew the lease",
    .contract = lease_contract(),
    .make = make_lock<AgeSteal>,
    .caught_by = "mutual_exclusion",
    .caught_in = "long_build",
    .twin = "mkdir_lease",
};

}  // namespace lockproof::locks
