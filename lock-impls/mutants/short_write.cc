// Defect (short-write): nobody looks how much of the owner's record was written. The disk is full; A's lock file has no
// whole record; B takes it for a dead owner's, removes it and makes its own: A and B are in.
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"
#include "lock-impls/owner_record.h"

namespace lockproof::locks {
namespace {

class ShortWrite final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  void record_owner(int file) override { write_owner_record(file); }
};

}  // namespace

const LockInfo short_write_lock{
    .name = "short_write",
    .summary = "mutant: hard_link, but a record that was cut by a full disk counts as written",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<ShortWrite>,
    .caught_by = "mutual_exclusion",
    .caught_in = "disk_full",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
