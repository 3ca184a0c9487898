// Defect (leak): each acquire opens the path again, to see whether it still leads to the locked file, and never closes
// that descriptor. A process that locks often enough cannot open anything any more.
#include <fcntl.h>
#include <sys/stat.h>

#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"

namespace lockproof::locks {
namespace {

class LeakedDescriptor final : public FlockLock {
 public:
  using FlockLock::FlockLock;

 protected:
  bool is_current(int fd) const override {
    struct stat ours {};
    struct stat current {};
    const int again = open(options_.path.c_str(), O_RDONLY | O_CLOEXEC);
    return again >= 0 && fstat(fd, &ours) == 0 && fstat(again, &current) == 0 && ours.st_ino == current.st_ino &&
           ours.st_dev == current.st_dev;
  }
};

}  // namespace

const LockInfo leaked_descriptor_lock{
    .name = "leaked_descriptor",
    .summary = "mutant: flock, but each acquire leaves a descriptor open",
    .contract = {.may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<LeakedDescriptor>,
    .caught_by = "no_leaked_state",
    .caught_in = "build_once",
    .twin = "flock",
};

}  // namespace lockproof::locks
