// Defect (orphan-body): a forked child closes its copy of the descriptor at once, so that it cannot keep the lock for
// too long. A holds, and a child of A does the work; A is killed, and the lock goes with it; B locks: the child and B
// are in.
#include <pthread.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class OrphanBody final : public FlockLock {
 public:
  using FlockLock::FlockLock;

  ~OrphanBody() override { holder = nullptr; }

  bool acquire() override {
    static const int registered = pthread_atfork(nullptr, nullptr, [] {
      if (holder != nullptr) {
        holder->file_.reset();
      }
    });
    const bool held = registered == 0 && FlockLock::acquire();
    holder = held ? this : nullptr;
    return held;
  }

 private:
  static inline OrphanBody* holder = nullptr;  // one is enough to show it
};

}  // namespace

const LockInfo orphan_body_lock{
    .name = "orphan_body",
    .summary = "mutant: flock, but a forked child closes its copy of the descriptor",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<OrphanBody>,
    .caught_by = "mutual_exclusion",
    .caught_in = "orphan",
    .twin = "flock",
};

}  // namespace lockproof::locks
