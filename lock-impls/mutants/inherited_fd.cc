// Defect (inherited-fd): the descriptor survives exec, and release closes but does not unlock. A starts a program in
// the background and releases; the program has a copy of the descriptor: everybody waits until it exits (row C3).
#include <fcntl.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class InheritedFd final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  void release() override { file_.reset(); }

 protected:
  Descriptor open_file() const override {
    Descriptor file(with_parents(options_.path, [&] { return open(options_.path.c_str(), O_RDWR | O_CREAT, 0666); }));
    if (!file) {
      throw_errno("open", options_.path);
    }
    return file;
  }
};

}  // namespace

const LockInfo inherited_fd_lock{
    .name = "inherited_fd",
    .summary = "mutant: ci_domain, but without O_CLOEXEC: a program in the background keeps the lock",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<InheritedFd>,
    .caught_by = "starvation",
    .caught_in = "background_child",
    .twin = "ci_domain",
};

}  // namespace lockproof::locks
