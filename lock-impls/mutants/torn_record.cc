// Defect (torn-record): a record is believed as far as it goes. A dies in the middle of writing it; what is there names
// A's PID and half of its host, which is nobody's host: B waits for ever for somebody far away. An empty file is waited
// for as long as it is young, which is right.
#include <chrono>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class TornRecord final : public GracePidFile {
 public:
  explicit TornRecord(const LockOptions& options) : GracePidFile(options, std::chrono::seconds(5)) {}
};

}  // namespace

const LockInfo torn_record_lock{
    .name = "torn_record",
    .summary = "mutant: o_excl, but half of an owner's record is believed",
    .contract = {.recovery_max = std::chrono::seconds(6), .may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<TornRecord>,
    .caught_by = "progress",
    .caught_in = "torn_write",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
