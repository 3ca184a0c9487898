// A holder is stopped until long after its lease is lost, and goes on to write as if nothing had happened (rows B13,
// D13). The resource that it writes to knows the fencing tokens: it takes no write with a smaller one than it has seen.
// See M. Kleppmann, "How to do distributed locking", 2016.
#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cstdint>

#include "lockproof/probe.h"
#include "scenarios/directory.h"
#include "scenarios/scenarios.h"
#include "scenarios/slow_build.h"

namespace lockproof::scenarios {
namespace {

constexpr std::chrono::seconds kPauseOfHolder{600};
constexpr std::chrono::seconds kWrite{20};

std::filesystem::path store_of(const std::filesystem::path& world) {
  return world / "store";
}

// The store serves one writer at a time, and remembers the largest token.
void write_to_store(const std::filesystem::path& path, std::uint64_t token) {
  const int store = open(path.c_str(), O_RDWR | O_CLOEXEC);
  flock(store, LOCK_EX);
  std::uint64_t largest = 0;
  const bool known = pread(store, &largest, sizeof largest, 0) == sizeof largest;
  if (known && token >= largest && pwrite(store, &token, sizeof token, 0) == sizeof token) {
    lockproof_mark("accepted", "build");
  }
  close(store);
}

// It never asks whether it still has the lease: that is the point.
int write_under_lease(Actor& actor) {
  const auto lock = actor.lock("build");
  if (!lock->acquire()) {
    return 0;  // it waited for as long as it was to
  }
  spend(kWrite);
  write_to_store(store_of(actor.world()), lock->token());
  lock->release();
  return 0;
}

void make_store(const std::filesystem::path& world) {
  make_lock_directory(world);
  const int store = open(store_of(world).c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
  const std::uint64_t none = 0;
  (void)!write(store, &none, sizeof none);
  close(store);
}

}  // namespace

const Scenario fencing_scenario = [] {
  Scenario scenario = slow_build();
  scenario.name = "fencing";
  scenario.summary = "a holder is stopped until its lease is lost, and writes; the store refuses its old token";
  scenario.oracles = {"no_stale_write", "release_is_own", "no_leaked_state", "deadlock", "progress", "exit_status"};
  scenario.faults.pauses = {{.duration = kPauseOfHolder, .count = 1, .filter = {.phase = Phase::inside}}};
  scenario.may_stay = {"locks", "store"};
  scenario.prepare = make_store;
  scenario.actor = write_under_lease;
  scenario.body = nullptr;
  scenario.not_for_commands = "a command gives no fencing tokens";
  // A lock that no pause takes from its holder has no late ones.
  scenario.covers = [](const Contract& contract) { return contract.gives_tokens || !contract.pause_max; };
  return scenario;
}();

}  // namespace lockproof::scenarios
