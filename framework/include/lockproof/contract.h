// What a lock promises. Oracles judge a lock by its contract and by nothing else: behaviour outside
// the contract is a known limit, behaviour against it is a violation.
#pragma once

#include <chrono>
#include <string>
#include <vector>

namespace lockproof {

struct Contract {
  // Two processes are never inside at the same time.
  bool excludes_processes = true;

  // Two Lock objects of one process never hold at the same time.
  bool excludes_threads = true;

  // SIGKILL of any process at any moment lets no second one in and blocks nobody for longer than
  // recovery_max.
  bool kill_safe = true;

  // Virtual time from the death of a holder until another process can acquire, at the latest.
  std::chrono::nanoseconds recovery_max{0};

  // Paths that may exist after every process has released. "{lock}" stands for the lock path,
  // "*" for any run of characters but "/": {"{lock}", "{lock}.guard"}.
  std::vector<std::string> may_stay{};

  // Paths that may, in addition, exist after a process was killed and nobody came after it.
  std::vector<std::string> may_stay_after_kill{};
};

}  // namespace lockproof
