// Row A9. Two threads of each process want the lock, each with an object of its own.
#include <array>
#include <atomic>
#include <thread>

#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int lock_in_threads(Actor& actor) {
  std::atomic<int> failed = 0;
  const auto take = [&failed](Lock& lock) {
    if (!lock.acquire()) {
      ++failed;
      return;
    }
    hold(std::chrono::milliseconds(100));
    lock.release();
  };
  const std::array locks{actor.lock("build"), actor.lock("build")};
  std::thread second(take, std::ref(*locks[1]));
  take(*locks[0]);
  second.join();
  return failed;
}

}  // namespace

const Scenario threads_scenario{
    .name = "threads",
    .summary = "two threads of each process want the lock",
    .workers = 2,
    .faults = {},
    .oracles = {"mutual_exclusion", "starvation", "waiting_is_logged", "no_leaked_state", "deadlock", "progress",
                "exit_status"},
    .bounds = {.progress_max = std::chrono::seconds(60)},
    .may_stay = {"locks"},
    .prepare = make_lock_directory,
    .actor = lock_in_threads,
    .body = nullptr,
    .covers = [](const Contract& contract) { return contract.excludes_threads; },
};

}  // namespace lockproof::scenarios
