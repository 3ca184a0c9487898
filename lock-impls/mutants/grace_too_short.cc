// Defect (grace-too-short): a file without an owner is given 100 ms. A creates it and stalls; B waits 100 ms, removes
// it and makes its own; A writes its record to the removed file and goes on: A and B are in (row D7).
#include <chrono>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class GraceTooShort final : public GracePidFile {
 public:
  explicit GraceTooShort(const LockOptions& options) : GracePidFile(options, std::chrono::milliseconds(100)) {}
};

}  // namespace

const LockInfo grace_too_short_lock{
    .name = "grace_too_short",
    .summary = "mutant: o_excl, but an empty file is removed after 100 ms",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<GraceTooShort>,
    .caught_by = "mutual_exclusion",
    .caught_in = "stall",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
