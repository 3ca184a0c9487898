// Defect (ab-ba): PATH.guard is locked before PATH on the way in, and after it on the way out. B has the guard and
// waits for the lock; A has the lock and waits for the guard, to release: nobody goes on.
#include <fcntl.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/guard.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class AbBa final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  bool acquire() override {
    const Descriptor file = open_guard();
    const Guard guard(file.get(), options_);
    return FlockLock::acquire();
  }

  void release() override {
    const Descriptor file = open_guard();
    const Guard guard(file.get(), options_);
    FlockLock::release();
  }

 private:
  Descriptor open_guard() const {
    const std::string path = options_.path.string() + ".guard";
    Descriptor file(with_parents(path, [&] { return open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", path);
    }
    return file;
  }
};

}  // namespace

const LockInfo ab_ba_lock{
    .name = "ab_ba",
    .summary = "mutant: flock with a guard file, taken in two orders",
    .contract = {.may_stay = {"{lock}", "{lock}.guard"}, .may_stay_after_kill = {}},
    .make = make_lock<AbBa>,
    .caught_by = "deadlock",
    .caught_in = "nested_keys",
    .twin = "flock",
};

}  // namespace lockproof::locks
