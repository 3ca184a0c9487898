// Defect: gives up after 10 s if nobody says how long to wait. A builds for minutes; B, which was to wait for as long
// as it takes, fails although nothing is wrong (row D11).
#include <chrono>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class Impatient final : public FlockLock {
 public:
  explicit Impatient(const LockOptions& options)
      : FlockLock({.path = options.path,
                   .time_out = options.time_out.value_or(std::chrono::seconds(10)),
                   .log = options.log}) {}
};

}  // namespace

const LockInfo impatient_lock{
    .name = "impatient",
    .summary = "mutant: flock, but a waiter without a time-out gives up after 10 s",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<Impatient>,
    .caught_by = "exit_status",
    .caught_in = "long_build",
    .twin = "flock",
};

}  // namespace lockproof::locks
