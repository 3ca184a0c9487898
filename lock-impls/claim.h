// The lock whose existence everybody can see: a file or directory at PATH is the claim, and a flock(2) on the claim's
// inode says whether the claimant lives. No PID, age or clock is ever trusted.
#pragma once

#include <sys/types.h>

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/wait.h"
#include "lock-impls/watch.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

// What stands at PATH, and how it gets there. Has no state that outlives a call.
class Claim {
 public:
  struct Made {
    Descriptor file;       // empty if the claim was removed before it could be opened
    bool flocked = false;  // the flock was taken before anybody could see the claim
  };

  virtual ~Claim() = default;

  // Makes the claim and missing parent directories. Nothing if there is a claim already. Throws std::system_error.
  virtual std::optional<Made> make() = 0;

  // Opens the claim that is there. Empty if there is none any more. Throws std::system_error.
  virtual Descriptor open() = 0;

  // Removes the claim. Never throws: what stays is a dead owner's claim, and the next one adopts it.
  virtual void remove() = 0;

  // Leaves a note of the owner in the claim, for the log of those who wait.
  virtual void record_owner(int file) = 0;

  // Who holds the claim, as far as it is known: "pid 42 on alpha since 2024-05-06T07:08:09Z", "somebody".
  virtual std::string holder(int file) = 0;
};

// Invariant: only the holder of the flock of the inode that PATH names may use or remove it. So whoever gets the flock
// of a claim looks whether PATH still names it. If it does, the claim is theirs, also when somebody who is dead now, or
// who has not reached the flock yet, has made it.
//
// Needs a flock(2) that all who share PATH see. NFS provides that for files, not for directories. Where the file system
// has none (EOPNOTSUPP, ENOSYS; the same answer to all), existence alone excludes: the maker owns the claim, the others
// poll until it is gone, and a dead owner's claim must be removed by hand. Any other error between the making of the
// claim and its flock (ENOLCK, EMFILE) can strike one process and spare the next: it ends acquire() with an exception,
// and the claim stays, because only a holder of its flock may remove it. The next one adopts it.
//
// Waiters without a time-out announce themselves, and a claim that somebody waits for is not removed on release: the
// next who gets its flock adopts it.
//
// A child that was forked while the lock was held, and lives on when its parent is killed, keeps the flock until it
// exits or calls exec. While it lives on, waiters with a time-out poll for a claim that is a directory: the kernel
// tells that a directory was removed when nobody has it open any more.
class ClaimLock final : public Lock {
 public:
  ClaimLock(const LockOptions& options, std::unique_ptr<Claim> claim) : options_(options), claim_(std::move(claim)) {}
  ~ClaimLock() override;

  bool acquire() override;
  void release() override;

 private:
  // Waits asleep in the kernel; with a time-out only looks, as a flock(2) cannot be given one: the removal of the claim
  // wakes then.
  Flock take(int fd, Wait& wait, const std::function<std::string()>& holder);

  const LockOptions options_;
  const std::unique_ptr<Claim> claim_;
  Watch watch_;
  Descriptor file_;
  bool is_announced_ = false;
  pid_t owner_ = 0;
};

// What holds for every lock of this kind.
Contract claim_contract();

}  // namespace lockproof::locks
