#include <fmt/format.h>
#include <unistd.h>

#include <chrono>
#include <filesystem>
#include <fstream>

#include "cli/command_line.h"
#include "engine/executor.h"
#include "explore/replay.h"
#include "model/schedule.h"
#include "reports/duration.h"
#include "reports/json.h"
#include "reports/lanes.h"
#include "reports/style.h"
#include "reports/timeline.h"
#include "reports/whole_file.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

model::Schedule read_token(const std::string& token_or_file) {
  if (token_or_file.starts_with("lp") || !std::filesystem::exists(token_or_file))
    return model::from_token(token_or_file);
  std::string text = reports::read_whole(token_or_file);
  if (text.starts_with('{')) {  // results: the first finding
    for (const model::Result& result : reports::from_json(text).results)
      if (!result.token.empty()) return model::from_token(result.token);
    throw model::BadToken("the results in " + token_or_file + " hold no token: there was no finding");
  }
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return model::from_token(text);
}

}  // namespace

int replay(const ReplayOptions& options, const engine::Catalog& catalog) {
  const model::Schedule schedule = read_token(options.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  tracee::start_watchdog();
  engine::Executor executor(own_program());
  executor.prepare(play);
  explore::Replay strategy(schedule.choices, explore::Replay::Mode::strict);
  const auto start = std::chrono::steady_clock::now();
  engine::Outcome outcome;
  try {
    outcome = executor.execute(strategy, 0);
  } catch (const explore::Divergence& divergence) {
    throw model::BadToken(fmt::format(
        "the token is outdated: the code of lock '{}' has changed since it was made ({}); run again to get a new one",
        play.lock_name(), divergence.what()));
  }
  const double seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (static_cast<std::uint32_t>(outcome.digest) != schedule.trace_hash)
    throw model::BadToken(fmt::format(
        "the token is outdated: lock '{}' behaves differently since it was made; run again to get a new one",
        play.lock_name()));

  model::Trace trace = executor.trace();
  const bool is_leak = outcome.violation && outcome.violation->oracle == "no_leaked_state";
  if (!is_leak) trace.residue.clear();  // what is left is permitted
  const reports::Style style = reports::style_from_environment(STDOUT_FILENO);
  const auto show = options.lanes ? reports::lanes : reports::timeline;
  fmt::print("{} in {}, {} workers\n\n{}\n", play.lock_name(), play.scenario->name, play.workers,
             show(trace, outcome.violation, style, !options.all));
  if (outcome.violation) fmt::print("{}: {}\n", outcome.violation->oracle, outcome.violation->message);
  // Not to standard output, which is the same whenever the token is replayed.
  fmt::print(stderr, "{} of virtual time in {} of wall time\n", reports::duration_text(executor.trace().time_ns),
             reports::duration_text(seconds));
  return outcome.violation ? violation : no_violation;
}

}  // namespace lockproof::cli
