// Defect (unlink-after-unlock): removes the lock file when the lock is free again, and nobody looks whether the file
// that he locked is still there. A unlocks; B locks the file; A unlinks it; C makes and locks another: B and C are in.
#include <fcntl.h>
#include <sys/types.h>

#include "lock-impls/descriptor.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/proc_locks.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

class UnlinkAfterUnlockLock final : public Lock {
 public:
  explicit UnlinkAfterUnlockLock(const LockOptions& options) : options_(options) {}
  ~UnlinkAfterUnlockLock() override {
    if (file_) {
      release();
    }
  }

  bool acquire() override {
    Wait wait(options_);
    Descriptor file(
        with_parents(options_.path, [&] { return open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", options_.path);
    }
    const Flock result = take_flock(file.get(), options_.path, wait, [&] { return flock_holder(file.get()); });
    if (result == Flock::unsupported) {
      throw_errno("flock", options_.path);
    }
    if (result == Flock::busy) {
      return false;
    }
    file_ = std::move(file);
    owner_ = getpid();
    wait.end();
    return true;
  }

  void release() override {
    if (owner_ == getpid()) {
      drop_flock(file_.get());
      unlink(options_.path.c_str());
    }
    file_.reset();
  }

 private:
  const LockOptions options_;
  Descriptor file_;
  pid_t owner_ = 0;
};

}  // namespace

const LockInfo unlink_after_unlock_lock{
    .name = "unlink_after_unlock",
    .summary = "mutant: flock, but unlinks the lock file after unlocking it",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<UnlinkAfterUnlockLock>(options);
    },
    .caught_by = "mutual_exclusion",
};

}  // namespace lockproof::locks
