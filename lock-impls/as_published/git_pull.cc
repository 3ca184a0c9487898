// The lock file of a git pull (rows D1 to D15) and the versions that came before it. The file has its owner's PID; a
// waiter that finds that PID dead removes the file and tries again at once.
//
// Known limits of all versions. A look at the owner or the age and the removal are two steps (row D8). A PID that is
// used again, or is another namespace's, is taken for the owner's (row D10). What a file without a PID means is each
// version's own mistake (rows D5 to D7): its owner is dead, or about to write.
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <memory>
#include <optional>
#include <string>

#include "lock-impls/descriptor.h"
#include "lock-impls/file_age.h"
#include "lock-impls/locks.h"
#include "lock-impls/missing_parents.h"
#include "lock-impls/system_failure.h"
#include "lock-impls/wait.h"

namespace lockproof::locks {
namespace {

constexpr std::chrono::seconds kGrace{5};

// What a waiter does with a file that has no PID.
enum class Ownerless { removed_at_once, kept, removed_after_grace };

struct Version {
  // A temporary file with the PID is linked into place; where that fails, an exclusive create as before.
  bool links = false;
  Ownerless ownerless = Ownerless::removed_after_grace;
};

class GitPullLock final : public Lock {
 public:
  GitPullLock(const LockOptions& options, const Version& version) : options_(options), version_(version) {}
  ~GitPullLock() override {
    if (owner_ != 0) {
      release();
    }
  }

  bool acquire() override {
    Wait wait(options_);
    while (!create()) {
      if (remove_stale()) {
        continue;
      }
      wait.begin([this] { return holder(); });
      if (!wait.back_off(std::chrono::milliseconds(500))) {
        return false;
      }
    }
    owner_ = getpid();
    wait.end();
    return true;
  }

  void release() override {
    if (owner_ == getpid() && read_pid() == owner_) {
      unlink(options_.path.c_str());
    }
    owner_ = 0;
  }

 private:
  bool create() const {
    if (version_.links) {
      if (const std::optional<bool> linked = link_into_place()) {
        return *linked;
      }
    }
    const Descriptor file(with_parents(
        options_.path, [&] { return open(options_.path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666); }));
    if (!file) {
      if (errno == EEXIST) {
        return false;
      }
      throw_errno("open", options_.path);
    }
    write_pid(file.get(), options_.path);
    return true;
  }

  // Whether this process has the lock now. Nothing if link(2) failed, for whatever reason (row D9).
  std::optional<bool> link_into_place() const {
    const std::string temporary = options_.path.string() + "." + std::to_string(getpid());
    const Descriptor file(with_parents(
        options_.path, [&] { return open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666); }));
    if (!file) {
      throw_errno("open", temporary);
    }
    write_pid(file.get(), temporary);
    const bool linked = link(temporary.c_str(), options_.path.c_str()) == 0;
    const int error = errno;
    unlink(temporary.c_str());
    return linked || error == EEXIST ? std::optional(linked) : std::nullopt;
  }

  // Into the new file at `path`, which is removed if that fails.
  static void write_pid(int file, const std::filesystem::path& path) {
    const std::string line = std::to_string(getpid()) + "\n";
    if (write(file, line.data(), line.size()) < 0) {
      const int error = errno;
      unlink(path.c_str());
      errno = error;
      throw_errno("write", path);
    }
  }

  // 0 if there is no file, or no PID in it.
  pid_t read_pid() const {
    std::array<char, 32> line{};
    const Descriptor file(open(options_.path.c_str(), O_RDONLY | O_CLOEXEC));
    return file && read(file.get(), line.data(), line.size() - 1) > 0 ? std::atoi(line.data()) : 0;
  }

  std::string holder() const {
    const pid_t pid = read_pid();
    return pid != 0 ? "pid " + std::to_string(pid) : "somebody";
  }

  // Whether the file is gone now.
  bool remove_stale() const {
    struct stat status {};
    if (stat(options_.path.c_str(), &status) != 0) {
      return errno == ENOENT;
    }
    const pid_t pid = read_pid();
    const bool stale = pid == 0 ? may_remove_ownerless(status) : kill(pid, 0) != 0 && errno == ESRCH;
    return stale && unlink(options_.path.c_str()) == 0;
  }

  bool may_remove_ownerless(const struct stat& status) const {
    switch (version_.ownerless) {
      case Ownerless::removed_at_once:
        return true;
      case Ownerless::kept:
        return false;
      case Ownerless::removed_after_grace:
        return is_older(status, kGrace);
    }
    std::abort();
  }

  const LockOptions options_;
  const Version version_;
  pid_t owner_ = 0;
};

template <bool links, Ownerless ownerless>
std::unique_ptr<Lock> make(const LockOptions& options) {
  return std::make_unique<GitPullLock>(options, Version{links, ownerless});
}

// No version is safe when somebody is killed: two waiters can both remove what is stale, the second one the first one's
// lock (row D8), and a file without a PID is never removed by the second version. Nor may a process stand still between
// its look and its removal.
// Recovery takes the grace, a second for the coarse clock of a file system, and a longest back-off.
constexpr std::chrono::nanoseconds kRecoveryMax = kGrace + std::chrono::milliseconds(1100);

}  // namespace

const LockInfo git_pull_v1_lock{
    .name = "git_pull_v1",
    .summary = "as published: O_EXCL and a PID; known limit: an empty file is removed at once, under its owner",
    .contract = {.excludes_processes = false,
                 .excludes_threads = false,
                 .kill_safe = false,
                 .survives_pid_reuse = false,
                 .survives_containers = false,
                 .protects_orphans = false,
                 .pause_max = std::chrono::nanoseconds(0),
                 .tells_loss = false,
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}"}},
    .make = make<false, Ownerless::removed_at_once>,
};

const LockInfo git_pull_v2_lock{
    .name = "git_pull_v2",
    .summary = "as published: O_EXCL and a PID; known limit: an empty file is never removed",
    .contract = {.excludes_threads = false,
                 .kill_safe = false,
                 .survives_pid_reuse = false,
                 .survives_containers = false,
                 .protects_orphans = false,
                 .survives_nonatomic_create = false,
                 .pause_max = std::chrono::nanoseconds(0),
                 .tells_loss = false,
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}"}},
    .make = make<false, Ownerless::kept>,
};

const LockInfo git_pull_v3_lock{
    .name = "git_pull_v3",
    .summary = "as published: O_EXCL and a PID; known limit: an owner that stalls for 5 s before its PID is evicted",
    .contract = {.kill_safe = false,
                 .recovery_max = kRecoveryMax,
                 .survives_pid_reuse = false,
                 .survives_containers = false,
                 .protects_orphans = false,
                 .survives_nonatomic_create = false,
                 .pause_max = std::chrono::nanoseconds(0),
                 .tells_loss = false,
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}"}},
    .make = make<false, Ownerless::removed_after_grace>,
};

const LockInfo git_pull_lock{
    .name = "git_pull",
    .summary = "as published: a linked PID file, else O_EXCL; known limit: two waiters can both remove a stale one",
    .contract = {.kill_safe = false,
                 .recovery_max = kRecoveryMax,
                 .survives_pid_reuse = false,
                 .survives_containers = false,
                 .protects_orphans = false,
                 .pause_max = std::chrono::nanoseconds(0),
                 .tells_loss = false,
                 .tells_errors = false,
                 .may_stay = {},
                 .may_stay_after_kill = {"{lock}", "{lock}.*"}},
    .make = make<true, Ownerless::removed_after_grace>,
};

}  // namespace lockproof::locks
