#include "lock-impls/record_lock.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "lock-impls/flock_call.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/owner_record.h"
#include "lock-impls/system_failure.h"

namespace lockproof::locks {
namespace {

// The whole file, however long it becomes. l_pid must be 0 for F_OFD_*.
struct flock whole_file(short type) {
  struct flock range {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  return range;
}

int uninterrupted_fcntl(int fd, int command, short type) {
  int result = 0;
  do {
    struct flock range = whole_file(type);
    result = fcntl(fd, command, &range);
  } while (result != 0 && errno == EINTR);
  return result;
}

}  // namespace

RecordLock::~RecordLock() {
  if (file_) {
    RecordLock::release();
  }
}

bool RecordLock::acquire() {
  Wait wait(options_);
  for (;;) {
    Descriptor file(
        with_parents(options_.path, [&] { return open(options_.path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", options_.path);
    }
    if (!take(file.get(), wait)) {
      return false;
    }
    // Somebody may have removed the file since it was opened; the next one then locks another file.
    if (names(options_.path, file.get())) {
      // The kernel names the holder of a process's lock, but not of a description's.
      if (kind_ == Owner::description && !write_owner_record(file.get()) && options_.log) {
        options_.log("cannot write the owner to " + options_.path.string());
      }
      file_ = std::move(file);
      owner_ = getpid();
      wait.end();
      return true;
    }
  }
}

void RecordLock::release() {
  // Explicitly: a forked child that lives on shares the description.
  if (owner_ == getpid()) {
    const int unlock = kind_ == Owner::process ? F_SETLK : F_OFD_SETLK;
    if (uninterrupted_fcntl(file_.get(), unlock, F_UNLCK) != 0) {
      log_errno(options_, "cannot unlock");
    }
  }
  file_.reset();
}

bool RecordLock::take(int fd, Wait& wait) const {
  if (try_once(fd)) {
    return true;
  }
  wait.begin([&] { return holder(fd); });
  if (!wait.limited()) {
    wait_in_kernel(fd);
    return true;
  }
  while (wait.back_off()) {
    if (try_once(fd)) {
      return true;
    }
  }
  return false;
}

bool RecordLock::try_once(int fd) const {
  if (uninterrupted_fcntl(fd, kind_ == Owner::process ? F_SETLK : F_OFD_SETLK, F_WRLCK) == 0) {
    return true;
  }
  // POSIX allows EACCES for contention too; Linux never says it for that.
  if (errno == EAGAIN) {
    return false;
  }
  throw_errno("fcntl", options_.path);
}

void RecordLock::wait_in_kernel(int fd) const {
  if (uninterrupted_fcntl(fd, kind_ == Owner::process ? F_SETLKW : F_OFD_SETLKW, F_WRLCK) != 0) {
    throw_errno("fcntl", options_.path);
  }
}

std::string RecordLock::holder(int fd) const {
  if (kind_ == Owner::description) {
    return read_owner_record(fd);
  }
  struct flock range = whole_file(F_WRLCK);
  const bool known = fcntl(fd, F_GETLK, &range) == 0 && range.l_type != F_UNLCK && range.l_pid > 0;
  return known ? "pid " + std::to_string(range.l_pid) : "somebody";
}

const LockInfo posix_lock{
    .name = "posix",
    .summary = "fcntl(2) F_SETLK on a file that stays; between processes only",
    .contract = {.excludes_threads = false,
                 .protects_orphans = false,
                 .survives_lost_locks = false,
                 .may_stay = {"{lock}"},
                 .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<RecordLock>(options, RecordLock::Owner::process);
    },
};

const LockInfo ofd_lock{
    .name = "ofd",
    .summary = "fcntl(2) F_OFD_SETLK on a file that stays",
    .contract = {.survives_lost_locks = false, .may_stay = {"{lock}"}, .may_stay_after_kill = {}},
    .make = [](const LockOptions& options) -> std::unique_ptr<Lock> {
      return std::make_unique<RecordLock>(options, RecordLock::Owner::description);
    },
};

}  // namespace lockproof::locks
