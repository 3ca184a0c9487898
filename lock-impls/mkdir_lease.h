// The claim is a directory whose mtime its holder renews: a lease (row B1).
//
// Known limits. A holder that lets more than the stale age pass without keep_alive() can lose the lease, and learns of
// it from the next keep_alive(): until then two may be inside. So does one whose waiters' clocks are that far ahead of
// the file server's. Clocks that are behind by more than the retry ceiling leaves make waiters give up first (row B12).
// A waiter takes over under a flock(2) of the directory, so that of several exactly one does; NFS keeps that flock
// within one machine, and there two waiters on two machines can both take over.
//
// A directory that somebody waits for (announcement.h) is not removed on release: it becomes older than any stale age,
// and the first to come takes it over.
#pragma once

#include <sys/types.h>

#include <chrono>

#include "lock-impls/descriptor.h"
#include "lock-impls/watch.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

struct LeaseTerms {
  // A holder that gave no sign of life for so long has lost the lease.
  std::chrono::nanoseconds stale_age = std::chrono::seconds(300);

  // How long acquire() waits if the options do not say.
  std::chrono::nanoseconds retry_ceiling = std::chrono::seconds(360);

  // Waiters look at once, whenever the claim changes, and else ever more rarely, but at least so often.
  std::chrono::nanoseconds poll_max = std::chrono::seconds(5);

  // How far the clocks of a waiter and of the file server may be apart. A waiter's clock that is ahead takes a living
  // holder's lease too early, one that is behind takes a dead holder's too late.
  std::chrono::nanoseconds clock_skew_max = std::chrono::seconds(30);

  // The holder is to give a sign of life at least so often.
  std::chrono::nanoseconds sign_of_life = std::chrono::seconds(30);

  // For how long a holder may be stopped that has just not given the next sign, if the clocks are against it.
  constexpr std::chrono::nanoseconds pause_max() const { return stale_age - sign_of_life - clock_skew_max; }

  // Until a dead holder's lease is taken over: with a second for file systems that keep whole seconds.
  constexpr std::chrono::nanoseconds recovery_max() const {
    return stale_age + clock_skew_max + std::chrono::seconds(1) + poll_max;
  }

  // Until somebody notices that a lease was given back.
  constexpr std::chrono::nanoseconds handover_max() const { return poll_max + std::chrono::seconds(1); }
};

// Whoever waits for a dead holder must live to see the lease expire (row B7).
static_assert(LeaseTerms().retry_ceiling > LeaseTerms().recovery_max());

class MkdirLease : public Lock {
 public:
  explicit MkdirLease(const LockOptions& options, const LeaseTerms& terms = {});
  ~MkdirLease() override;

  bool acquire() override;
  void release() override;
  bool keep_alive() override;

 protected:
  // Removes the claim unless somebody else has it by now; what somebody waits for is handed over. False, with errno, if
  // the guard cannot be had.
  bool remove_own();

  // Whether nobody took over: whoever does sets another mtime.
  bool is_ours() const;

  LockOptions options_;
  Descriptor directory_;
  pid_t owner_ = 0;

 private:
  bool wait_and_take();
  bool make();
  bool take_over();
  void touch(int fd);

  // So that its holder does not remove the directory, but makes it stale at once, which wakes whoever watches. To be
  // done between the begin of watching and another look.
  void announce_ourselves();

  // Hands the directory over, or removes it.
  void hand_over();

  // Nobody may stay away from what was left to us.
  void give_up();

  const LeaseTerms terms_;
  std::chrono::nanoseconds renewed_ns_{};
  Descriptor awaited_;  // the directory at which we are announced
  Watch watch_;
};

// What every lease of this kind promises.
Contract lease_contract();

}  // namespace lockproof::locks
