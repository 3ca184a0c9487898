// Defect (eperm-is-dead): any failure of kill(PID, 0) is taken for a death. The owner is another user's process: EPERM
// says that it lives, and the lock is taken from it.
#include <signal.h>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class EpermIsDead final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool is_dead(int file) override {
    const auto owner = read_owner(file);
    return !owner || (owner->host == this_host() && kill(owner->pid, 0) != 0);
  }
};

}  // namespace

const LockInfo eperm_is_dead_lock{
    .name = "eperm_is_dead",
    .summary = "mutant: hard_link, but an owner that may not be signalled is taken for dead",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<EpermIsDead>,
    .caught_by = "mutual_exclusion",
    .caught_in = "separate_users",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
