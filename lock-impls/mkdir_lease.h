// The claim is a directory whose mtime its holder renews: a lease (row B1).
//
// Known limits. A holder that lets more than the stale age pass without keep_alive() can lose the lease, and learns of
// it from the next keep_alive(): until then two may be inside. So does one whose waiters' clocks are that far ahead of
// the file server's. A waiter takes over under a flock(2) of the directory, so that of several exactly one does; NFS
// keeps that flock within one machine, and there two waiters on two machines can both take over.
#pragma once

#include <sys/types.h>

#include <chrono>

#include "lock-impls/descriptor.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

struct LeaseTerms {
  // A holder that gave no sign of life for so long has lost the lease.
  std::chrono::nanoseconds stale_age = std::chrono::seconds(300);

  // How long acquire() waits if the options do not say.
  std::chrono::nanoseconds retry_ceiling = std::chrono::seconds(360);

  std::chrono::nanoseconds poll = std::chrono::milliseconds(100);

  // Until a dead holder's lease is taken over: with a second for file systems that keep whole seconds.
  constexpr std::chrono::nanoseconds recovery_max() const { return stale_age + std::chrono::seconds(1) + poll; }
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
  // Whether nobody took over: whoever does sets another mtime.
  bool is_ours() const;

  LockOptions options_;
  Descriptor directory_;
  pid_t owner_ = 0;

 private:
  bool make();
  bool take_over();
  void touch(int fd);

  const LeaseTerms terms_;
  std::chrono::nanoseconds renewed_ns_{};
};

// What every lease of this kind promises.
Contract lease_contract();

}  // namespace lockproof::locks
