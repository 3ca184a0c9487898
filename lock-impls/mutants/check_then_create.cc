// Defect (check-then-create): looks whether there is a lock file, then makes one, whether or not there is one by now. A
// and B look; A makes the file; B replaces it: A and B are in.
#include <fcntl.h>
#include <unistd.h>

#include <cstdio>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/mutants/pid_file.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class CheckThenCreate final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool create() override {
    if (access(options_.path.c_str(), F_OK) == 0) {
      return false;
    }
    const std::string temporary = options_.path.string() + "." + std::to_string(getpid());
    const Descriptor file(with_parents(
        options_.path, [&] { return open(temporary.c_str(), O_RDWR | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", temporary);
    }
    record_owner(file.get());
    if (rename(temporary.c_str(), options_.path.c_str()) != 0) {
      throw_errno("rename", temporary);
    }
    return true;
  }
};

}  // namespace

const LockInfo check_then_create_lock{
    .name = "check_then_create",
    .summary = "mutant: hard_link, but the look for a lock file and the making of one are two steps",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}", "{lock}.*"}},
    .make = make_lock<CheckThenCreate>,
    .caught_by = "mutual_exclusion",
    .caught_in = "build_once",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
