// fcntl(2) record locks on a file that stays: of the process (F_SETLK), or of the open file description (F_OFD_SETLK).
//
// Known limits of the process kind. It does not exclude within the process. Any close(2) of any descriptor of the file
// gives it up, so a process must have one object for a path, and nothing else that opens the file.
#pragma once

#include <sys/types.h>

#include "lock-impls/descriptor.h"
#include "lock-impls/wait.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

class RecordLock : public Lock {
 public:
  enum class Owner { process, description };

  RecordLock(const LockOptions& options, Owner owner) : options_(options), kind_(owner) {}
  ~RecordLock() override;

  bool acquire() override;
  void release() override;

 protected:
  const LockOptions options_;

 private:
  // False when the time-out has passed.
  bool take(int fd, Wait& wait) const;

  bool try_once(int fd) const;
  void wait_in_kernel(int fd) const;
  std::string holder(int fd) const;

  const Owner kind_;
  Descriptor file_;
  pid_t owner_ = 0;
};

}  // namespace lockproof::locks
