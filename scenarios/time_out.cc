// Row A3, D11. Who waits with a time-out gives up when it has passed, neither sooner nor much later, and leaves nothing
// behind. Every other worker comes back after that, without a limit.
#include <time.h>

#include "scenarios/contended_lock.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kTimeOut{2};
constexpr std::chrono::seconds kHold{3};
constexpr std::chrono::seconds kLate{1};

std::chrono::nanoseconds now() {
  timespec time{};
  clock_gettime(CLOCK_MONOTONIC, &time);
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

int come_back(Actor& actor) {
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire()) {
    return 1;
  }
  lock->release();
  return 0;
}

int wait_with_time_out(Actor& actor) {
  const std::unique_ptr<Lock> lock = actor.lock("build", kTimeOut);
  const std::chrono::nanoseconds begin = now();
  if (lock->acquire()) {
    hold(kHold);
    lock->release();
    return 0;
  }
  const std::chrono::nanoseconds waited = now() - begin;
  if (waited < kTimeOut || waited > kTimeOut + kLate) {
    return 1;
  }
  return actor.index() % 2 == 0 ? come_back(actor) : 0;
}

}  // namespace

const Scenario time_out_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "time_out";
  scenario.summary = "a lock is held for longer than the others wait for it; they give up, and some come back";
  scenario.actor = wait_with_time_out;
  scenario.not_for_commands = "it waits with a time-out";
  return scenario;
}();

}  // namespace lockproof::scenarios
