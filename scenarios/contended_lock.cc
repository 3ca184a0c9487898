#include "scenarios/contended_lock.h"

#include "scenarios/directory.h"

namespace lockproof::scenarios {

Scenario contended_lock() {
  return {
      .name = {},
      .summary = {},
      .workers = 3,
      .faults = {},
      .oracles = {"mutual_exclusion", "starvation", "waiting_is_logged", "no_leaked_state", "deadlock", "progress",
                  "exit_status"},
      .bounds = {.progress_max = std::chrono::seconds(60)},
      .may_stay = {"locks"},
      .prepare = make_lock_directory,
      .actor = nullptr,
      .body = nullptr,
      .covers = nullptr,
  };
}

}  // namespace lockproof::scenarios
