// The claim is a directory.
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>

#include "lock-impls/claim.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/proc_locks.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class DirectoryClaim final : public Claim {
 public:
  explicit DirectoryClaim(const LockOptions& options) : options_(options) {}

  std::optional<Made> make() override {
    if (with_parents(options_.path, [&] { return mkdir(options_.path.c_str(), 0777); }) == 0) {
      return Made{open()};
    }
    if (errno == EEXIST) {
      return std::nullopt;
    }
    throw_errno("mkdir", options_.path);
  }

  Descriptor open() override {
    Descriptor directory(::open(options_.path.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC));
    if (!directory && errno != ENOENT) {
      throw_errno("open", options_.path);
    }
    return directory;
  }

  void remove() override { rmdir(options_.path.c_str()); }

  // A record would be a second file, which could stay behind; the kernel knows the owner anyway.
  void record_owner(int) override {}
  std::string holder(int file) override { return flock_holder(file); }

 private:
  const LockOptions options_;
};

}  // namespace

const LockInfo sentinel_lock{
    .name = "sentinel",
    .summary = "a directory made by mkdir(2); flock(2) tells a dead owner",
    .contract = claim_contract(),
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<ClaimLock>(options, std::make_unique<DirectoryClaim>(options));
    },
};

}  // namespace lockproof::locks
