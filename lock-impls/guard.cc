#include "lock-impls/guard.h"

#include <sys/file.h>

#include <cerrno>
#include <utility>

#include "lock-impls/flock_call.h"

namespace lockproof::locks {

Guard::Guard(int fd, const LockOptions& options) : fd_(fd), options_(options) {
  int result = 0;
  do {
    result = flock(fd, LOCK_EX);
  } while (result != 0 && errno == EINTR);
  held_ = result == 0;
}

Guard::~Guard() {
  end();
}

bool Guard::end() {
  return !std::exchange(held_, false) || drop_flock(fd_, options_);
}

}  // namespace lockproof::locks
