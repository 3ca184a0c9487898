// Defect (steal-toctou): the look at the owner and the removal are two steps with nothing between them. The owner is
// dead. A and B see that; B removes the file and makes its own; A removes B's and makes its own: A and B are in (D8).
#include <unistd.h>

#include "lock-impls/locks.h"
#include "lock-impls/make_lock.h"
#include "lock-impls/mutants/pid_file.h"

namespace lockproof::locks {
namespace {

class StealToctou final : public PidFile {
 public:
  using PidFile::PidFile;

 protected:
  void evict(int) override { unlink(options_.path.c_str()); }
};

}  // namespace

const LockInfo steal_toctou_lock{
    .name = "steal_toctou",
    .summary = "mutant: hard_link, but two waiters can remove a dead owner's file, the second one the first one's",
    .contract = {.may_stay = {}, .may_stay_after_kill = {"{lock}"}},
    .make = make_lock<StealToctou>,
    .caught_by = "mutual_exclusion",
    .caught_in = "steal",
    .twin = "hard_link",
};

}  // namespace lockproof::locks
