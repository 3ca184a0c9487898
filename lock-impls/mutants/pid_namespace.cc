// Defect (pid-namespace): a PID is looked up although it may be another namespace's. A holds in one container; B, in
// another, finds no process of that PID, and removes the lock: A and B are in.
#include <signal.h>

#include <cerrno>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class PidNamespace final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool is_dead(int file) override {
    const std::optional<Owner> owner = read_owner(file);
    return !owner || (kill(owner->pid, 0) != 0 && errno == ESRCH);
  }
};

}  // namespace

const LockInfo pid_namespace_lock{
    .name = "pid_namespace",
    .summary = "mutant: hard_link, but a dead owner is told by kill(PID, 0), in whatever PID namespace it lives",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<PidNamespace>,
    .caught_by = "mutual_exclusion",
    .caught_in = "containers",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
