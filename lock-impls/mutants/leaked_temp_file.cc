// Defect (leak): the file that is to be linked into place has a name, and is removed only if the link was made. A
// holds; B tries once and finds that: B's file stays.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/mutants/pid_file.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class LeakedTempFile final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool create() override {
    const std::string temporary =
        options_.path.string() + "." + std::to_string(getpid()) + "." + std::to_string(++tries_);
    const Descriptor file(with_parents(
        options_.path, [&] { return open(temporary.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", temporary);
    }
    record_owner(file.get());
    if (link(temporary.c_str(), options_.path.c_str()) != 0) {
      if (errno == EEXIST) {
        return false;
      }
      throw_errno("link", options_.path);
    }
    unlink(temporary.c_str());
    return true;
  }

 private:
  int tries_ = 0;
};

}  // namespace

const LockInfo leaked_temp_file_lock{
    .name = "leaked_temp_file",
    .summary = "mutant: hard_link, but each try that fails leaves a temporary file",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}", "{lock}.*"}},
    .make = make_lock<LeakedTempFile>,
    .caught_by = "no_leaked_state",
    .caught_in = "time_out",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
