// The claim is a file, made by open(O_CREAT | O_EXCL).
#include "lock-impls/file_claim.h"
#include "lock-impls/locks.h"

namespace lockproof::locks {

const LockInfo o_excl_lock{
    .name = "o_excl",
    .summary = "a file made by open(O_CREAT|O_EXCL); flock(2) tells a dead owner",
    .contract = claim_contract(),
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<ClaimLock>(options, std::make_unique<FileClaim>(options));
    },
};

}  // namespace lockproof::locks
