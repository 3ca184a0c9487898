// Row D12. Workers clone into one directory. A clone fails, because the disk is full, and what it has left is removed:
// under the lock, or else it is the clone of the next worker that goes.
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "scenarios/build_key.h"
#include "scenarios/directory.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

class Clone {
 public:
  explicit Clone(const std::filesystem::path& world)
      : directory_((world / "clone").string()), objects_(directory_ + "/objects"), head_(directory_ + "/HEAD") {}

  bool done() const { return access(head_.c_str(), F_OK) == 0; }

  bool whole() const { return done() && access(objects_.c_str(), F_OK) == 0; }

  void make() const {
    if (mkdir(directory_.c_str(), 0777) != 0) {
      throw std::system_error(errno, std::generic_category(), "mkdir " + directory_);
    }
    write_file(objects_);
    write_file(head_);
  }

  // As rmtree.
  void remove() const {
    unlink(head_.c_str());
    unlink(objects_.c_str());
    rmdir(directory_.c_str());
  }

 private:
  static void write_file(const std::string& path) {
    const int file = open(path.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
    const bool written = file >= 0 && write(file, "text", 4) == 4;
    const int error = errno;
    close(file);
    if (!written) {
      throw std::system_error(error, std::generic_category(), "write " + path);
    }
  }

  const std::string directory_;
  const std::string objects_;
  const std::string head_;
};

// Whether the clone is there now.
bool try_to_make(const Clone& clone) {
  try {
    if (!clone.done()) {
      clone.make();
    }
  } catch (const std::system_error&) {
    return false;
  }
  return true;
}

// The same.
bool clone_under_lock(Actor& actor, const Clone& clone) {
  if (actor.lock_is_command()) {
    return actor.run_locked(kBuildKeys) == 0;
  }
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return false;
  }
  const bool made = try_to_make(clone);
  if (!made && actor.cleans_up_inside()) {
    clone.remove();
  }
  lock->release();
  if (!made && !actor.cleans_up_inside()) {
    clone.remove();
  }
  return made;
}

int clone_again_after_failure(Actor& actor) {
  const Clone clone(actor.world());
  constexpr int kTries = 2;  // of one worker: the disk is full once
  for (int tries = 1; tries <= kTries; ++tries) {
    if (clone_under_lock(actor, clone)) {
      return clone.whole() ? 0 : 1;
    }
  }
  return 1;
}

int clone_or_clean_up(const std::filesystem::path& world) {
  const Clone clone(world);
  if (try_to_make(clone)) {
    return 0;
  }
  clone.remove();
  return 1;
}

}  // namespace

const Scenario clean_up_scenario = [] {
  Scenario scenario{
      .name = "clean_up",
      .summary = "the disk is full in the middle of a clone; its worker removes what is there of it, and tries again",
      .workers = 2,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_foreign_write", "no_leaked_state", "deadlock", "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(60)},
      .may_stay = {"locks", "clone", "clone/*"},
      .prepare = make_lock_directory,
      .actor = clone_again_after_failure,
      .body = clone_or_clean_up,
      .covers = [](const Contract& contract) { return contract.excludes_processes; },
      .protected_paths = {"clone", "clone/*"},
  };
  scenario.faults.injections.emplace_back();
  scenario.faults.injections.back().filter.calls = "write";
  scenario.faults.injections.back().filter.path = "clone/*";
  scenario.faults.injections.back().error = ENOSPC;
  return scenario;
}();

}  // namespace lockproof::scenarios
