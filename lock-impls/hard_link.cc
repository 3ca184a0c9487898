// The claim is a file that is linked into place when its owner's record is in it: it is never seen empty.
#include <fcntl.h>

#include <cerrno>

#include "lock-impls/file_claim.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

// The file has no name before it is linked, so none can be left behind. Where the file system cannot do that, or has no
// links, the claim is made by an exclusive create. Both kinds at one path exclude each other, and a failure with
// another cause strikes the exclusive create as well, which reports it.
class LinkedFileClaim final : public FileClaim {
 public:
  using FileClaim::FileClaim;

  std::optional<Made> make() override {
    Descriptor file(with_parents(options_.path, [&] {
      return ::open(options_.path.parent_path().c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666);
    }));
    if (!file) {
      return make_without_link("open for");
    }
    record_owner(file.get());
    const bool flocked = try_flock(file.get(), options_.path) == Flock::taken;
    const std::string unnamed = "/proc/self/fd/" + std::to_string(file.get());
    if (linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, options_.path.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      return Made{std::move(file), flocked};
    }
    // The link may have been made all the same (a lost reply). On return the file is closed and its flock given up, so
    // that acquire() adopts what it finds and does not wait for itself.
    return errno == EEXIST ? std::nullopt : make_without_link("link for");
  }

 private:
  std::optional<Made> make_without_link(const char* what) {
    log_errno(options_, what, "; it is created exclusively");
    return FileClaim::make();
  }
};

}  // namespace

const LockInfo hard_link_lock{
    .name = "hard_link",
    .summary = "a file with its owner's record, linked into place; flock(2) tells a dead owner",
    .contract = claim_contract(),
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<ClaimLock>(options, std::make_unique<LinkedFileClaim>(options));
    },
};

}  // namespace lockproof::locks
