// Defect (empty-blocks): a file without an owner is left alone, because its owner may be about to write its record.
// SIGKILL of A between the create and the write: everybody waits for ever (row D6).
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class EmptyBlocks final : public ExclusivePidFile {
 public:
  using ExclusivePidFile::ExclusivePidFile;

 protected:
  bool is_dead(int file) override { return read_owner(file) && PidFile::is_dead(file); }
};

}  // namespace

const LockInfo empty_blocks_lock{
    .name = "empty_blocks",
    .summary = "mutant: o_excl, but an empty file is never removed",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<EmptyBlocks>,
    .caught_by = "progress",
    .caught_in = "empty_lock_file",
    .twin = "o_excl",
};

}  // namespace lockproof::locks
