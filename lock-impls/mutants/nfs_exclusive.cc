// Defect (nfs-exclusive): nothing but open(O_CREAT|O_EXCL) decides who is in. Where that is a lookup and a create, two
// find nothing, and both have made the file. o_excl survives it: there a flock(2) of the file decides.
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {

namespace {

class NfsExclusive final : public ExclusivePidFile {
 public:
  using ExclusivePidFile::ExclusivePidFile;

 protected:
  // A file without a record is somebody's who is about to write it. If that one is killed, it is so for ever.
  bool is_dead(int file) override { return read_owner(file) && PidFile::is_dead(file); }
};

}  // namespace

const LockInfo nfs_exclusive_lock{
    .name = "nfs_exclusive",
    .summary = "mutant: o_excl, but nothing except the exclusive create decides",
    .contract = {.kill_safe = false, .may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<NfsExclusive>,
    .caught_by = "mutual_exclusion",
    .caught_in = "nonatomic_create",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
