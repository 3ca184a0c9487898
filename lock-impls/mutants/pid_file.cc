#include "lock-impls/mutants/pid_file.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>

#include "lock-impls/file_age.h"
#include "lock-impls/flock_call.h"
#include "lock-impls/guard.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/owner_record.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {

PidFile::~PidFile() {
  if (owner_ != 0) {
    PidFile::release();
  }
}

bool PidFile::acquire() {
  Wait wait(options_);
  while (!create()) {
    if (!evict_the_dead(wait) && !wait.back_off()) {
      return false;
    }
  }
  owner_ = getpid();
  wait.end();
  return true;
}

void PidFile::release() {
  if (owner_ == getpid()) {
    unlink(options_.path.c_str());
  }
  owner_ = 0;
}

bool PidFile::create() {
  const Descriptor file(with_parents(
      options_.path, [&] { return open(options_.path.parent_path().c_str(), O_RDWR | O_TMPFILE | O_CLOEXEC, 0666); }));
  if (!file) {
    throw_errno("open", options_.path.parent_path());
  }
  record_owner(file.get());
  return link_into_place(file.get());
}

void PidFile::record_owner(int file) {
  if (!write_owner_record(file)) {
    throw_errno("write", options_.path);
  }
}

bool PidFile::link_into_place(int file) {
  const std::string unnamed = "/proc/self/fd/" + std::to_string(file);
  if (linkat(AT_FDCWD, unnamed.c_str(), AT_FDCWD, options_.path.c_str(), AT_SYMLINK_FOLLOW) == 0) {
    return true;
  }
  const int error = errno;
  // The link may have been made all the same: the reply of a file server can be lost.
  if (struct stat status{}; fstat(file, &status) == 0 && status.st_nlink == 1) {
    return true;
  }
  errno = error;
  if (error == EEXIST) {
    return false;
  }
  throw_errno("link", options_.path);
}

Descriptor PidFile::open_file() const {
  Descriptor file(open(options_.path.c_str(), O_RDONLY | O_NOFOLLOW | O_CLOEXEC));
  if (!file && errno != ENOENT) {
    throw_errno("open", options_.path);
  }
  return file;
}

bool PidFile::evict_the_dead(Wait& wait) {
  const Descriptor file = open_file();
  if (!file) {
    return true;
  }
  if (!is_dead(file.get())) {
    wait.begin([&] { return read_owner_record(file.get()); });
    return false;
  }
  evict(file.get());
  return true;
}

// A file without a whole record is nobody's: its owner would have written one.
bool PidFile::is_dead(int file) {
  const std::optional<Owner> owner = read_owner(file);
  return !owner || (owner->host == this_host() && kill(owner->pid, 0) != 0 && errno == ESRCH);
}

void PidFile::evict(int file) {
  const Guard guard(file, options_);
  if (!guard) {
    throw_errno("flock", options_.path);
  }
  // Another waiter may have been faster.
  if (names(options_.path, file) && is_dead(file)) {
    unlink(options_.path.c_str());
  }
}

std::optional<PidFile::Owner> PidFile::read_owner(int file) {
  std::array<char, 128> line{};
  std::array<char, 65> host{};
  Owner owner;
  if (pread(file, line.data(), line.size() - 1, 0) <= 0 ||
      std::sscanf(line.data(), "%d %64s", &owner.pid, host.data()) != 2) {
    return std::nullopt;
  }
  owner.host = host.data();
  return owner;
}

std::string PidFile::this_host() {
  utsname host{};
  uname(&host);
  return host.nodename;
}

bool ExclusivePidFile::create() {
  const Descriptor file(with_parents(
      options_.path, [&] { return open(options_.path.c_str(), O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
  if (!file) {
    if (errno == EEXIST) {
      return false;
    }
    throw_errno("open", options_.path);
  }
  try {
    record_owner(file.get());
  } catch (...) {
    unlink(options_.path.c_str());
    throw;
  }
  return true;
}

bool GracePidFile::is_dead(int file) {
  if (read_owner(file)) {
    return PidFile::is_dead(file);
  }
  struct stat status {};
  return fstat(file, &status) == 0 && is_older(status, grace_);
}

}  // namespace lockproof::locks
