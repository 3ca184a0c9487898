// A flock(2) that is held for a few calls, by whoever reads and changes a lease or a claim in more than one step.
#pragma once

#include "lockproof/lock.h"

namespace lockproof::locks {

class Guard {
 public:
  // Waits for the flock of `fd`. False afterwards, with errno, if flock(2) failed. `options` outlives
  // the guard and is told of an unlock that fails.
  Guard(int fd, const LockOptions& options);
  Guard(const Guard&) = delete;
  Guard& operator=(const Guard&) = delete;
  ~Guard();

  explicit operator bool() const { return held_; }

  // Before the destructor does. False if the flock stays until `fd` is closed.
  bool end();

 private:
  const int fd_;
  const LockOptions& options_;
  bool held_ = false;
};

}  // namespace lockproof::locks
