#include <fmt/format.h>
#include <unistd.h>

#include <optional>

#include "cli/command_line.h"
#include "cli/token_word.h"
#include "engine/shrinker.h"
#include "explore/replay.h"
#include "reports/count.h"
#include "reports/style.h"
#include "reports/timeline.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

std::string size_text(const engine::Choices& choices) {
  const engine::ScheduleSize size = engine::size_of(choices);
  return fmt::format("{}, {}, {}", reports::count_text(size.faults, "fault"),
                     size.switches == 1 ? "1 context switch" : fmt::format("{} context switches", size.switches),
                     reports::count_text(size.steps, "step"));
}

}  // namespace

int shrink(const ShrinkOptions& options, const engine::Catalog& catalog) {
  const model::Schedule schedule = read_token(options.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  tracee::start_watchdog();
  engine::Executor executor(own_program());
  const engine::Outcome found = replay_strictly(executor, play, schedule);
  if (!found.violation)
    throw model::BadToken("the execution of this token violates nothing: there is nothing to shrink");
  const auto attempt = [&](const engine::Choices& choices) -> std::optional<engine::Choices> {
    explore::Replay lenient(choices, explore::Replay::Mode::lenient);
    const engine::Outcome outcome = executor.execute(lenient, 0);
    if (!outcome.violation || outcome.violation->oracle != found.violation->oracle) return std::nullopt;
    return executor.trace().schedule;
  };
  const engine::Shrunk shrunk = engine::shrink(schedule.choices, attempt, options.attempts_max);
  explore::Replay strict(shrunk.choices, explore::Replay::Mode::strict);
  const engine::Outcome outcome = executor.execute(strict, 0);
  if (!outcome.violation || outcome.violation->oracle != found.violation->oracle)
    throw engine::Nondeterminism("the shrunk schedule does not show the finding again");
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  fmt::print("{} in {}, {} workers\nbefore: {}\nafter:  {}  ({})\n\n{}\n{}: {}\nlockproof replay {}\n",
             play.lock_name(), play.scenario->name, play.workers, size_text(schedule.choices),
             size_text(shrunk.choices), reports::count_text(shrunk.attempts, "attempt"),
             reports::timeline(executor.trace(), outcome.violation, style), outcome.violation->oracle,
             outcome.violation->message, model::to_token(engine::schedule_of(play, shrunk.choices, outcome.digest)));
  return violation;
}

}  // namespace lockproof::cli
