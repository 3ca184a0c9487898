// Defect (nfs-exclusive): nothing but open(O_CREAT|O_EXCL) decides who is in. Where that is a lookup and a create, two
// find nothing, and both have made the file. o_excl survives it: there a flock(2) of the file decides.
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {

const LockInfo nfs_exclusive_lock{
    .name = "nfs_exclusive",
    .summary = "mutant: o_excl, but nothing except the exclusive create decides",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<ExclusivePidFile>,
    .caught_by = "mutual_exclusion",
    .caught_in = "nonatomic_create",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
