// Rows C5, C6. Each run counts its deployments in a file and removes it at its end. A run that finds another count than
// its own, or no file at all, fails.
#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <system_error>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

class Counter {
 public:
  explicit Counter(std::string path) : path_(std::move(path)) {}

  // Adds 1; the file is made if it is missing.
  void bump() const {
    const int file = open(path_.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    char count = 0;
    const bool known = file >= 0 && pread(file, &count, 1, 0) >= 0;
    ++count;
    if (!known || pwrite(file, &count, 1, 0) != 1) {
      throw std::system_error(errno, std::generic_category(), path_);
    }
    close(file);
  }

  // -1 if there is no file.
  int read() const {
    const int file = open(path_.c_str(), O_RDONLY | O_CLOEXEC);
    char count = -1;
    if (file >= 0 && pread(file, &count, 1, 0) < 1) {
      count = 0;
    }
    close(file);
    return count;
  }

  void remove() const { unlink(path_.c_str()); }

 private:
  const std::string path_;
};

int deploy_once(Actor& actor) {
  const RunState state = actor.run_state();
  const std::string name = state == RunState::per_run ? "domain." + std::to_string(getpid()) : "domain";
  const Counter counter((actor.world() / "counters" / name).string());
  if (state != RunState::shared_under_lock) {
    counter.bump();
  }
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  if (state == RunState::shared_under_lock) {
    counter.bump();
  }
  hold(std::chrono::milliseconds(100));
  const int count = counter.read();
  lock->release();
  counter.remove();
  return count == 1 ? 0 : 1;
}

void make_counters(const std::filesystem::path& world) {
  make_lock_directory(world);
  make_directory(world / "counters");
}

}  // namespace

const Scenario per_run_state_scenario{
    .name = "per_run_state",
    .summary = "runs on one domain count their deployments, each in a file of its own",
    .workers = 2,
    .faults = {},
    .oracles = {"mutual_exclusion", "state_isolation", "no_leaked_state", "deadlock", "progress", "exit_status"},
    .bounds = {.progress_max = std::chrono::seconds(60)},
    .may_stay = {"locks", "counters"},
    .prepare = make_counters,
    .actor = deploy_once,
    .body = nullptr,
    .covers = nullptr,
    .private_paths = {"counters/*"},
    .not_for_commands = "what is tried is the routine around the lock",
};

}  // namespace lockproof::scenarios
