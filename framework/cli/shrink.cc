#include <fmt/format.h>
#include <unistd.h>

#include "cli/command_line.h"
#include "cli/shrunk_finding.h"
#include "cli/token_word.h"
#include "reports/count.h"
#include "reports/replay_command.h"
#include "reports/style.h"
#include "reports/timeline.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

std::string size_text(const engine::Made& made) {
  const engine::ScheduleSize size = engine::size_of(made);
  return fmt::format("{}, {}, {}", reports::count_text(size.faults, "fault"),
                     size.switches == 1 ? "1 context switch" : fmt::format("{} context switches", size.switches),
                     reports::count_text(size.steps, "step"));
}

std::string attempts_text(const engine::Shrunk& shrunk) {
  return fmt::format("{}, {}", reports::count_text(shrunk.attempts, "attempt"),
                     shrunk.is_minimal ? "no choice can be left out" : "the most allowed: see --attempts");
}

}  // namespace

int shrink(const ShrinkOptions& options, const engine::Catalog& catalog) {
  const model::Schedule schedule = read_token(options.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  tracee::start_watchdog();
  tracee::forgo_time_stamps();
  engine::Executor executor(own_program());
  const auto [found, shrunk, outcome] = shrink_finding(executor, play, schedule, options.attempts_max);
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  fmt::print("{} in {}, {} workers\nbefore: {}\nafter:  {}  ({})\n\n{}\n{}: {}\n{}\n", play.lock_name(),
             play.scenario->name, play.workers, size_text(found), size_text(shrunk.made), attempts_text(shrunk),
             reports::timeline(shown_trace(executor, outcome), outcome.violation, style), outcome.violation->oracle,
             outcome.violation->message,
             reports::replay_command(model::to_token(engine::schedule_of(play, shrunk.made.choices, outcome.digest))));
  return violation;
}

}  // namespace lockproof::cli
