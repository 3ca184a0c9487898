// Defect (token-repeated): who takes a lease over gets the token of the holder that it follows. A is stopped for longer
// than its lease lasts; B takes over and writes; A goes on and writes, and the resource cannot tell the two apart.
#include <algorithm>

#include "lock-impls/fenced_lease.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class TokenRepeated final : public FencedLease {
 public:
  explicit TokenRepeated(const LockOptions& options) : FencedLease(options) {}

 protected:
  std::uint64_t token_after(std::uint64_t last) const override { return std::max<std::uint64_t>(last, 1); }
};

}  // namespace

const LockInfo token_repeated_lock{
    .name = "token_repeated",
    .summary = "mutant: fenced_lease, but the token does not grow",
    .contract =
        [] {
          Contract contract = lease_contract();
          contract.survives_lost_locks = false;
          contract.gives_tokens = true;
          contract.may_stay = {"{lock}.fence"};
          return contract;
        }(),
    .make = make_lock<TokenRepeated>,
    .caught_by = "no_stale_write",
    .caught_in = "fencing",
    .twin = "fenced_lease",
};

}  // namespace lockproof::locks
