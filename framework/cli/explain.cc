#include <fmt/format.h>
#include <unistd.h>

#include "cli/command_line.h"
#include "cli/shrunk_finding.h"
#include "cli/token_word.h"
#include "reports/explanation.h"
#include "reports/replay_command.h"
#include "reports/style.h"
#include "tracee/tracee.h"

namespace lockproof::cli {

int explain(const ExplainOptions& options, const engine::Catalog& catalog) {
  const model::Schedule schedule = read_token(options.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  tracee::start_watchdog();
  engine::Executor executor(own_program());
  const auto [found, shrunk, outcome] = shrink_finding(executor, play, schedule, options.attempts_max);
  fmt::print("{} in {}, {} workers\n\n{}{}\n", play.lock_name(), play.scenario->name, play.workers,
             reports::explanation(executor.trace(), *outcome.violation, reports::style_from_environment(STDOUT_FILENO)),
             reports::replay_command(model::to_token(engine::schedule_of(play, shrunk.made.choices, outcome.digest))));
  return violation;
}

}  // namespace lockproof::cli
