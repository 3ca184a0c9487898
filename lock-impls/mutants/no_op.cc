// Defect: excludes nobody.
#include "lock-impls/locks.h"

namespace lockproof::locks {
namespace {

class NoOpLock final : public Lock {
 public:
  bool acquire() override { return true; }
  void release() override {}
};

}  // namespace

const LockInfo no_op_lock{
    .name = "no_op",
    .summary = "mutant: excludes nobody",
    .contract = {},
    .make = [](const LockOptions&) -> std::unique_ptr<Lock> { return std::make_unique<NoOpLock>(); },
    .caught_by = "mutual_exclusion",
    .caught_in = "build_once",
    .twin = "flock",
};

}  // namespace lockproof::locks
