// Defect: what follows the last dot of a key is replaced by ".lock", not followed by it. The keys "a.b" and "a.c" share
// one lock, and whoever wants one waits for the other (row D14).
#include <filesystem>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class ReplacedSuffix final : public FlockLock {
 public:
  explicit ReplacedSuffix(const LockOptions& options)
      : FlockLock({.path = std::filesystem::path(options.path).replace_extension().replace_extension(".lock"),
                   .time_out = options.time_out,
                   .log = options.log}) {}
};

}  // namespace

const LockInfo replaced_suffix_lock{
    .name = "replaced_suffix",
    .summary = "mutant: flock, but the keys a.b and a.c share a lock file",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<ReplacedSuffix>,
    .caught_by = "keys_are_independent",
    .caught_in = "many_keys",
    .twin = "flock",
};

}  // namespace lockproof::locks
