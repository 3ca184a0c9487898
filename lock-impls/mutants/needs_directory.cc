// Defect: does not make the directories above the lock file. The first worker on an empty disk fails (row D3).
#include <fcntl.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class NeedsDirectory final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  Descriptor open_file() const override {
    Descriptor file(open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!file) {
      throw_errno("open", options_.path);
    }
    return file;
  }
};

}  // namespace

const LockInfo needs_directory_lock{
    .name = "needs_directory",
    .summary = "mutant: flock, but the directories above the lock file must be there",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<NeedsDirectory>,
    .caught_by = "exit_status",
    .caught_in = "missing_directory",
    .twin = "flock",
};

}  // namespace lockproof::locks
