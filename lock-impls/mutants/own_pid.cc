// Defect (pid-reuse): a lock file with one's own PID in it is taken for one's own, left from before. A dies and is
// started again with the PID that it had; B, who has just found A dead, removes the file and makes its own, while A is
// at work.
#include <unistd.h>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class OwnPid : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool create() override {
    if (PidFile::create()) {
      return true;
    }
    const Descriptor file = open_file();
    const auto owner = file ? read_owner(file.get()) : std::nullopt;
    return owner && owner->pid == getpid();
  }
};

}  // namespace

const LockInfo own_pid_lock{
    .name = "own_pid",
    .summary = "mutant: hard_link, but a file with the own PID in it is taken for the own lock",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<OwnPid>,
    .caught_by = "mutual_exclusion",
    .caught_in = "restart",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
