// Defect (lost-reply): EEXIST from link(2) is taken for somebody else's lock. On NFS the server may have made the link
// and the reply was lost; the call that is sent again finds the link that A itself made: A waits for itself.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

class LostReply final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  bool link_into_place(int file) override {
    const std::string unnamed = "/proc/self/fd/" + std::to_string(file);
    if (linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, options_.path.c_str(), AT_SYMLINK_FOLLOW) == 0) {
      return true;
    }
    if (errno == EEXIST) {
      return false;
    }
    throw_errno("link", options_.path);
  }
};

}  // namespace

const LockInfo lost_reply_lock{
    .name = "lost_reply",
    .summary = "mutant: hard_link, but does not look whether a link that failed was made",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<LostReply>,
    .caught_by = "progress",
    .caught_in = "lost_reply",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
