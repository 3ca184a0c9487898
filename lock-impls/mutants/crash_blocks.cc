// Defect (crash-blocks): nobody looks whether the owner lives. SIGKILL of A while it holds: everybody waits for ever.
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class CrashBlocks final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool is_dead(int) override { return false; }
};

}  // namespace

const LockInfo crash_blocks_lock{
    .name = "crash_blocks",
    .summary = "mutant: hard_link, but a dead owner's file is never removed",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<CrashBlocks>,
    .caught_by = "progress",
    .caught_in = "kill_mid_build",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
