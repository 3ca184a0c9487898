// Defect (posix-close): a second descriptor of the lock file is opened and closed while the lock is held. The close
// drops every F_SETLK lock that the process has on the file. A holds and gives a sign of life; B locks: A and B are in.
#include <fcntl.h>

#include "lock-impls/descriptor.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/record_lock.h"

namespace lockproof::locks {
namespace {

class PosixClose final : public RecordLock {
 public:
  explicit PosixClose(const LockOptions& options) : RecordLock(options, Owner::process) {}

  bool keep_alive() override {
    const Descriptor file(open(options_.path.c_str(), O_RDONLY | O_CLOEXEC));
    return static_cast<bool>(file);
  }
};

}  // namespace

const LockInfo posix_close_lock{
    .name = "posix_close",
    .summary = "mutant: posix, but a sign of life opens and closes the lock file, which drops the lock",
    .contract = {.excludes_threads = false, .may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = make_lock<PosixClose>,
    .caught_by = "mutual_exclusion",
    .caught_in = "build_once",
    .twin = "posix",
};

}  // namespace lockproof::locks
