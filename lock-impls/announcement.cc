#include "lock-impls/announcement.h"

#include <fcntl.h>

#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

// The type of the lock that is there afterwards, or stands in the way; F_UNLCK if that cannot be known.
short shared_lock(int file, int command, short type, const LockOptions& options) {
  struct flock lock {};
  lock.l_type = type;
  lock.l_whence = SEEK_SET;
  if (fcntl(file, command, &lock) == 0) {
    return lock.l_type;
  }
  log_errno(options, "cannot tell who waits for");
  return F_UNLCK;
}

}  // namespace

void announce(int file, const LockOptions& options) {
  shared_lock(file, F_OFD_SETLK, F_RDLCK, options);
}

void withdraw(int file, const LockOptions& options) {
  shared_lock(file, F_OFD_SETLK, F_UNLCK, options);
}

bool is_awaited(int file, const LockOptions& options) {
  return shared_lock(file, F_OFD_GETLK, F_WRLCK, options) != F_UNLCK;
}

}  // namespace lockproof::locks
