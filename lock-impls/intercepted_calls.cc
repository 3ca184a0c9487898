#include "lock-impls/intercepted_calls.h"

#include <sys/syscall.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

namespace lockproof::locks {

thread_local int flock_error = 0;
thread_local int linkat_error = 0;
thread_local int inotify_error = 0;
thread_local std::function<void()> before_flock;
thread_local bool linkat_done = false;

namespace {

int fail(int error) {
  errno = error;
  return -1;
}

}  // namespace
}  // namespace lockproof::locks

using namespace lockproof::locks;

extern "C" int flock(int fd, int operation) noexcept {
  if (const auto first = std::exchange(before_flock, nullptr)) {
    first();
  }
  return flock_error != 0 ? fail(flock_error) : static_cast<int>(syscall(SYS_flock, fd, operation));
}

extern "C" int linkat(int from_fd, const char* from, int to_fd, const char* to, int flags) noexcept {
  const bool made = linkat_error == 0 || linkat_done;
  const int result = made ? static_cast<int>(syscall(SYS_linkat, from_fd, from, to_fd, to, flags)) : 0;
  return linkat_error != 0 ? fail(linkat_error) : result;
}

extern "C" int inotify_init1(int flags) noexcept {
  return inotify_error != 0 ? fail(inotify_error) : static_cast<int>(syscall(SYS_inotify_init1, flags));
}
