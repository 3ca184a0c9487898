// lockproof inside of another program, which tests locks of its own. Such a program is its own lockproof: processes of
// it play the actors, and it replays its tokens. From CMake, link lockproof::framework. For GoogleTest see
// lockproof/gtest.h; without it:
//
//   #include <lockproof/run.h>
//
//   const lockproof::LockInfo my_lock{.name = "my_lock", .summary = "...", .contract = {}, .make = make_my_lock};
//
//   int main(int argc, char** argv) {
//     lockproof::register_lock(my_lock);
//     if (const auto status = lockproof::serve(argc, argv)) return *status;
//     const auto result = lockproof::play(my_lock, "kill_mid_build");
//     std::puts(result.text.c_str());
//     return result.kind == lockproof::PlayResult::Kind::held ? 0 : 1;
//   }
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/lock.h"

namespace lockproof {

// Makes a lock of this program known to serve(): to be called before it, in main() or earlier, and in every process of
// the program alike. `lock` must live as long as the program. The second call with the same object does nothing. Always
// returns true, so that the initializer of a global variable can call it.
bool register_lock(const LockInfo& lock);

// If the words of the command line are lockproof's ("run --lock my_lock", "replay lp1-...", or what lockproof starts
// its own processes with), does what they say and returns the exit status, which main() must then return. Nothing
// otherwise. To be called first thing in main(), while the program has one thread.
std::optional<int> serve(int argc, char** argv);

// The scenarios that there are, as `lockproof list scenarios` shows them.
std::vector<std::string_view> scenario_names();

// How much is tried.
struct PlayOptions {
  std::uint64_t executions = 100;     // at most; the first violation ends a play
  std::uint64_t seed = 1;             // everything random follows from it
  int workers = 0;                    // actors that contend; 0: as the scenario says
  int jobs = 0;                       // worlds at a time; 0: one for each CPU. Results do not depend on it
  std::string_view strategy{};        // who picks the schedules; empty: the default of `lockproof run`
  std::vector<std::string> faults{};  // besides the scenario's own, in the words of `lockproof list faults`
  std::uint64_t attempts_max = 100;   // executions to make the schedule of a violation short
};

// What became of a lock in a scenario.
struct PlayResult {
  enum class Kind : std::uint8_t {
    held,          // no execution violated an oracle
    violation,     // the lock broke its contract
    inconclusive,  // an actor did something that lockproof does not model
    skipped,       // the contract does not cover the scenario, or the machine refuses what lockproof needs
    failed,        // no such scenario, a lock that is not registered, or a failure of lockproof itself
  };
  Kind kind = Kind::failed;

  // For a person. Of a violation: what broke, the steps of the shrunk schedule that matter, why it happened, and the
  // command that replays it.
  std::string text;

  // Of a violation: replays it.
  std::string token;
};

// Plays a registered lock in a scenario, in processes of this program, whose main() must have called serve().
PlayResult play(const LockInfo& lock, std::string_view scenario, const PlayOptions& options = {});

}  // namespace lockproof
