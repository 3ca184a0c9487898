// Row A9. Two threads of each process want the lock, each with an object of its own.
#include <array>
#include <atomic>
#include <thread>

#include "scenarios/contended_lock.h"
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

const Scenario threads_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "threads";
  scenario.summary = "two threads of each process want the lock";
  scenario.workers = 2;
  scenario.actor = lock_in_threads;
  scenario.not_for_commands = "a command is a process, not a thread";
  scenario.covers = [](const Contract& contract) { return contract.excludes_threads; };
  return scenario;
}();

}  // namespace lockproof::scenarios
