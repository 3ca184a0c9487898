// Row C4. A run has the lock for hours. A janitor comes by every 50 min and tries it without waiting: as long as the
// run has the lock, its directory is left alone; once it is older than 120 min, the janitor warns.
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#include <cstdio>

#include "lockproof/probe.h"
#include "scenarios/directory.h"
#include "scenarios/hold.h"
#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

using std::chrono::minutes;

constexpr minutes kHoldMax{120};
constexpr minutes kRun{190};
constexpr minutes kRound{50};
constexpr int kRounds = 5;

std::string directory_of_run(const Actor& actor) {
  return (actor.world() / "runs" / "1").string();
}

int run_overdue(Actor& actor) {
  const std::string directory = directory_of_run(actor);
  const std::unique_ptr<Lock> lock = actor.lock("build");
  if (!lock->acquire() || mkdir(directory.c_str(), 0777) != 0) {
    return 1;
  }
  hold(kRun);
  const bool kept = rmdir(directory.c_str()) == 0;
  lock->release();
  return kept ? 0 : 1;
}

void warn_if_overdue(const Actor& actor) {
  struct stat status {};
  if (stat(directory_of_run(actor).c_str(), &status) != 0) {
    return;
  }
  const std::chrono::seconds age(time(nullptr) - status.st_mtime);
  if (age > kHoldMax && actor.warns()) {
    dprintf(STDERR_FILENO, "warning: the run that has build is %lld min old\n",
            static_cast<long long>(std::chrono::floor<minutes>(age).count()));
  }
}

int come_by(Actor& actor) {
  for (int round = 0; round < kRounds; ++round) {
    const std::unique_ptr<Lock> probe = actor.lock("build", std::chrono::nanoseconds::zero());
    if (probe->acquire()) {
      rmdir(directory_of_run(actor).c_str());
      probe->release();
    } else {
      lockproof_mark("found", "build");
      warn_if_overdue(actor);
    }
    hold(kRound);
  }
  return 0;
}

int run_or_come_by(Actor& actor) {
  return actor.index() == 1 ? run_overdue(actor) : come_by(actor);
}

}  // namespace

const Scenario overdue_scenario = [] {
  Scenario scenario{
      .name = "overdue",
      .summary = "a run has the lock for hours; a janitor leaves it alone, and warns after two",
      .workers = 2,
      .faults = {},
      .oracles = {"mutual_exclusion", "no_foreign_write", "no_leaked_state", "overdue_is_logged", "deadlock",
                  "progress", "exit_status"},
      .bounds = {.progress_max = std::chrono::hours(6), .hold_max = kHoldMax},
      .may_stay = {"locks", "runs", "runs/1"},
      .prepare = make_runs_directory,
      .actor = run_or_come_by,
      .body = nullptr,
      .covers = [](const Contract& contract) { return contract.kill_safe && !contract.pause_max; },
      .protected_paths = {"runs/*"},
      .not_for_commands = "it tries the lock without waiting",
  };
  scenario.faults.kills = {{.count = 1}};
  return scenario;
}();

}  // namespace lockproof::scenarios
