// Several copies of a program that nobody here knows, at once and in one directory: each ends with status 0, none is
// left over, and none waits for ever. Two are never inside a critical section that the program marks
// (lockproof/probe.h).
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {

const Scenario race_scenario{
    .name = "race",
    .summary = "copies of a command run at once in an empty directory",
    .workers = 2,
    .faults = {},
    .oracles = {"mutual_exclusion", "no_leaked_state", "deadlock", "progress", "exit_status"},
    .bounds = {.steps_max = 30'000, .progress_max = std::chrono::hours(1)},
    .may_stay = {"*", "*/*", "*/*/*", "*/*/*/*"},
    .prepare = nullptr,
    .actor = [](Actor& actor) { return actor.become_command(); },
    .body = nullptr,
    .covers = nullptr,
};

}  // namespace lockproof::scenarios
