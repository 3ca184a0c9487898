// flock(2) on a file that stays.
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

class FlockLock final : public Lock {
 public:
  explicit FlockLock(const LockOptions& options) : options_(options) {}
  ~FlockLock() override {
    if (file_) {
      release();
    }
  }

  bool acquire() override {
    Wait wait(options_);
    for (;;) {
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
      // Somebody may have removed the file since it was opened; the next one then locks another file.
      if (names(options_.path, file.get())) {
        file_ = std::move(file);
        owner_ = getpid();
        wait.end();
        return true;
      }
    }
  }

  void release() override {
    if (owner_ == getpid()) {
      drop_flock(file_.get());
    }
    file_.reset();
  }

 private:
  const LockOptions options_;
  Descriptor file_;
  pid_t owner_ = 0;
};

}  // namespace

const LockInfo flock_lock{
    .name = "flock",
    .summary = "flock(2) on a file that stays",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> { return std::make_unique<FlockLock>(options); },
    .caught_by = {},
};

}  // namespace lockproof::locks
