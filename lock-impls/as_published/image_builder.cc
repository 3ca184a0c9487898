// The image builder (rows A1 to A9): one flock(2) for each image tag, with a time limit; whoever gets it looks again
// whether the image is there. Here the name of the lock path is the tag, and its directory the cache.
//
// Known limits. Waiters poll, so that who comes late can be first. The lock files are never removed: there is one for
// each tag that ever was. A worker that waits for longer than 30 min fails, although nothing is wrong.
#include "lock-impls/as_published/image_builder.h"

#include "lock-impls/as_published/sha256.h"
#include "lock-impls/flock_lock.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/owner_record.h"

namespace lockproof::locks {
namespace {

constexpr std::chrono::minutes kTimeOut{30};

class ImageBuilderLock final : public FlockLock {
 public:
  explicit ImageBuilderLock(const LockOptions& options)
      : FlockLock({.path = image_lock_path(options.path.parent_path(), options.path.filename().string()),
                   .time_out = options.time_out.value_or(kTimeOut),
                   .log = options.log}) {}

 protected:
  Flock take(int fd, Wait& wait) const override {
    const Flock result = take_flock(fd, options_.path, wait, [fd] { return read_owner_record(fd); });
    if (result == Flock::taken && !write_owner_record(fd) && options_.log) {
      options_.log("cannot write the owner to " + options_.path.string());
    }
    return result;
  }

  bool is_current(int) const override { return true; }
};

}  // namespace

std::filesystem::path image_lock_path(const std::filesystem::path& cache, std::string_view tag) {
  return cache / "image-locks" / (sha256(tag) + ".lock");
}

const LockInfo image_builder_lock{
    .name = "image_builder",
    .summary = "as published: flock(2) on sha256(tag).lock, polled for 30 min; known limit: unfair, files pile up",
    .contract = {.survives_lost_locks = false,
                 .survives_stale_attributes = false,
                 .may_stay = {"*/image-locks", "*/image-locks/*.lock", "*/*/image-locks", "*/*/image-locks/*.lock"},
                 .may_stay_after_kill = {}},
    .make = make_lock<ImageBuilderLock>,
};

}  // namespace lockproof::locks
