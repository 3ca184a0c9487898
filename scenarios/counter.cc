// What locks are for, in its plainest form: each worker reads a number, adds one and writes it back. Two at once, and
// an update is lost.
#include <fcntl.h>
#include <unistd.h>

#include <string>

#include "scenarios/build_key.h"
#include "scenarios/contended_lock.h"
#include "scenarios/directory.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

int increment(const std::filesystem::path& world) {
  const int file = open((world / "counter").c_str(), O_RDWR | O_CLOEXEC);
  char count = 0;
  const bool known = file >= 0 && pread(file, &count, 1, 0) == 1;
  ++count;
  const bool written = known && pwrite(file, &count, 1, 0) == 1;
  close(file);
  return written ? 0 : 1;
}

int count_turns(Actor& actor) {
  constexpr int kTurns = 2;
  return actor.run_locked(kBuildKeys, kTurns);
}

void make_counter(const std::filesystem::path& world) {
  make_lock_directory(world);
  const int file = open((world / "counter").c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const char none = 0;
  (void)!write(file, &none, 1);
  close(file);
}

}  // namespace

const Scenario counter_scenario = [] {
  Scenario scenario = contended_lock();
  scenario.name = "counter";
  scenario.summary = "each worker twice adds one to a number in a file, under the lock";
  scenario.oracles = {"no_lost_update", "mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"};
  scenario.may_stay.emplace_back("counter");
  scenario.protected_paths = {"counter"};
  scenario.prepare = make_counter;
  scenario.actor = count_turns;
  scenario.body = increment;
  scenario.covers = [](const Contract& contract) { return contract.excludes_processes; };
  return scenario;
}();

}  // namespace lockproof::scenarios
