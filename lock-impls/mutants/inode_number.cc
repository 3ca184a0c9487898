// Defect (inode-number): a dead owner's file is known by its inode number, and is not kept open. A's file is there, and
// A is dead; B notes its number; C removes it and makes its own, which gets the same number: B removes that, and makes
// its own: B and C are in.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "lock-impls/descriptor.h"
#include "lock-impls/guard.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class InodeNumber final : public PidFile {
 public:
  explicit InodeNumber(const LockOptions& options) : PidFile(options), guard_path_(options.path) {
    guard_path_ += ".guard";
  }

 protected:
  bool evict_the_dead(Wait& wait) override {
    struct stat seen {};
    {
      const Descriptor file = open_file();
      if (!file) {
        return true;
      }
      if (!is_dead(file.get())) {
        wait.begin([] { return "somebody"; });
        return false;
      }
      fstat(file.get(), &seen);
    }
    remove_if_it_is(seen.st_ino);
    return true;
  }

 private:
  // Nobody else removes a dead owner's file meanwhile.
  void remove_if_it_is(ino_t number) const {
    const Descriptor file(open(guard_path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    if (!file) {
      throw_errno("open", guard_path_);
    }
    const Guard guard(file.get(), options_);
    if (struct stat status{}; guard && stat(options_.path.c_str(), &status) == 0 && status.st_ino == number) {
      unlink(options_.path.c_str());
    }
  }

  std::filesystem::path guard_path_;
};

}  // namespace

const LockInfo inode_number_lock{
    .name = "inode_number",
    .summary = "mutant: hard_link, but a dead owner's file is known by its inode number alone",
    .contract = {.may_stay = {"{lock}.guard"}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<InodeNumber>,
    .caught_by = "mutual_exclusion",
    .caught_in = "inode_reuse",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
