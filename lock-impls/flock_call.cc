#include "lock-impls/flock_call.h"

#include <sys/file.h>
#include <sys/stat.h>

#include <cerrno>

#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

// A signal handler may run meanwhile; that is no failure and no success.
int uninterrupted_flock(int fd, int operation) {
  int result = 0;
  do {
    result = flock(fd, operation);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

Flock try_flock(int fd, const std::filesystem::path& path) {
  if (uninterrupted_flock(fd, LOCK_EX | LOCK_NB) == 0) {
    return Flock::taken;
  }
  switch (errno) {
    case EWOULDBLOCK:
      return Flock::busy;
    case EOPNOTSUPP:
    case ENOSYS:
      return Flock::unsupported;
    default:
      throw_errno("flock", path);
  }
}

void await_flock(int fd, const std::filesystem::path& path) {
  if (uninterrupted_flock(fd, LOCK_EX) != 0) {
    throw_errno("flock", path);
  }
}

Flock take_flock(int fd, const std::filesystem::path& path, Wait& wait, const std::function<std::string()>& holder) {
  Flock result = try_flock(fd, path);
  if (result != Flock::busy) {
    return result;
  }
  wait.begin(holder);
  if (!wait.limited()) {
    await_flock(fd, path);
    return Flock::taken;
  }
  while (result == Flock::busy && wait.back_off()) {
    result = try_flock(fd, path);
  }
  return result;
}

bool drop_flock(int fd, const LockOptions& options) {
  const bool is_given_up = uninterrupted_flock(fd, LOCK_UN) == 0;
  if (!is_given_up) {
    log_errno(options, "cannot unlock");
  }
  return is_given_up;
}

bool names(const std::filesystem::path& path, int fd) {
  struct stat ours {};
  if (fstat(fd, &ours) != 0) {
    throw_errno("fstat", path);
  }
  return names(path, ours);
}

bool names(const std::filesystem::path& path, const struct stat& ours) {
  struct stat current {};
  if (stat(path.c_str(), &current) != 0) {
    if (errno == ENOENT) {
      return false;
    }
    throw_errno("stat", path);
  }
  return current.st_ino == ours.st_ino && current.st_dev == ours.st_dev;
}

}  // namespace lockproof::locks
