#include <fmt/format.h>
#include <unistd.h>

#include <chrono>

#include "cli/command_line.h"
#include "cli/debugger.h"
#include "cli/report.h"
#include "cli/token_word.h"
#include "engine/executor.h"
#include "model/schedule.h"
#include "reports/chrome_trace.h"
#include "reports/duration.h"
#include "reports/lanes.h"
#include "reports/strace_text.h"
#include "reports/style.h"
#include "reports/timeline.h"
#include "reports/whole_file.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

// Throws engine::Nondeterminism if one of them differs from the execution that was just made.
void repeat(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule,
            std::uint64_t times) {
  const model::Trace first = executor.trace();
  for (std::uint64_t i = 2; i <= times; ++i) {
    replay_strictly(executor, play, schedule);
    if (const std::string difference = model::first_difference(first, executor.trace()); !difference.empty())
      throw engine::Nondeterminism(fmt::format("replay {} of {}: {}", i, times, difference));
  }
}

}  // namespace

int replay(const ReplayOptions& options, const engine::Catalog& catalog) {
  check_file("--chrome-trace", options.chrome_trace);
  const model::Schedule schedule = read_token(options.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  tracee::start_watchdog();
  engine::Executor executor(own_program());
  if (!options.gdb.empty()) debug(executor, play, schedule, options.gdb, options.gdb_words);
  const auto start = std::chrono::steady_clock::now();
  const engine::Outcome outcome = replay_strictly(executor, play, schedule).outcome;
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();

  const model::Trace trace = shown_trace(executor, outcome);
  repeat(executor, play, schedule, options.times);
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  const auto show = options.lanes ? reports::lanes : reports::timeline;
  if (options.strace)
    fmt::print("{}", reports::strace_text(trace));
  else
    fmt::print("{} in {}, {} workers\n\n{}\n", play.lock_name(), play.scenario->name, play.workers,
               show(trace, outcome.violation, style, !options.all));
  if (!options.chrome_trace.empty())
    reports::write_whole(options.chrome_trace,
                         reports::to_chrome_trace(trace, outcome.violation,
                                                  fmt::format("{} in {}", play.lock_name(), play.scenario->name)));
  if (outcome.violation && !options.strace)
    fmt::print("{}: {}\n", outcome.violation->oracle, outcome.violation->message);
  if (options.times > 1 && !options.strace) fmt::print("The same, {0} times out of {0}.\n", options.times);
  // Not to standard output, which is the same whenever the token is replayed.
  fmt::print(stderr, "{} of virtual time in {} of wall time\n", reports::duration_text(executor.trace().time_ns),
             reports::duration_text(seconds));
  return outcome.violation ? violation : no_violation;
}

}  // namespace lockproof::cli
