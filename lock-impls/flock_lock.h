// flock(2) on a file that stays. The steps are virtual so that an example can get one of them wrong.
#pragma once

#include <sys/types.h>
#include <unistd.h>

#include "lock-impls/descriptor.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/wait.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

class FlockLock : public Lock {
 public:
  explicit FlockLock(const LockOptions& options) : options_(options) {}
  ~FlockLock() override;

  bool acquire() override;
  void release() override;

 protected:
  // Opens the lock file; makes it, and missing parents. Throws std::system_error.
  virtual Descriptor open_file() const;

  // Takes the flock of `fd`. `busy`: the time-out has passed.
  virtual Flock take(int fd, Wait& wait) const;

  // Whether the file that was locked is still the one that others will lock.
  virtual bool is_current(int fd) const;

  // False in a child that was forked while the lock was held.
  bool is_holder() const { return file_ && owner_ == getpid(); }

  const LockOptions options_;
  Descriptor file_;

 private:
  pid_t owner_ = 0;
};

}  // namespace lockproof::locks
