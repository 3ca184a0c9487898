#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <thread>

#include "cli/command_line.h"
#include "cli/report.h"
#include "cli/selection.h"
#include "engine/actor_program.h"
#include "engine/campaign.h"
#include "explore/fault_text.h"
#include "explore/strategies.h"
#include "reports/progress_bar.h"
#include "scenarios/promises/promises.h"

namespace lockproof::cli {
namespace {

constexpr std::uint64_t kDefaultExecutions = 100;
constexpr std::uint64_t kSearchExecutions = 1'000'000;  // of an exhaustive search; most need far fewer
constexpr std::uint64_t kMainJobExecutions = 12;        // of so many pairs that it takes about a minute

std::vector<const Scenario*> chosen_scenarios(const RunOptions& options, const engine::Catalog& catalog,
                                              const LockInfo* lock) {
  if (options.scenarios.empty()) {
    const Scenario* catching = lock != nullptr ? catalog.find_scenario(lock->caught_in) : nullptr;
    return catching != nullptr ? std::vector{catching} : catalog.scenarios;
  }
  std::vector<const Scenario*> chosen;
  for (const std::string& name : options.scenarios) {
    if (name == "all") {
      chosen.insert(chosen.end(), catalog.scenarios.begin(), catalog.scenarios.end());
    } else if (const Scenario* scenario = catalog.find_scenario(name)) {
      chosen.push_back(scenario);
    } else {
      throw UsageError(fmt::format("there is no scenario '{}'. Scenarios: {}.", name, names_of(catalog.scenarios)));
    }
  }
  return chosen;
}

bool can_execute(const std::string& program) {
  if (program.contains('/')) return access(program.c_str(), X_OK) == 0;
  for (const char* folder : {"/usr/local/bin/", "/usr/bin/", "/bin/", "/usr/sbin/", "/sbin/"})
    if (access((folder + program).c_str(), X_OK) == 0) return true;
  return false;
}

void check_command(const std::string& command) {
  if (!command.contains("{lock}") || !command.contains("{body}"))
    throw UsageError(fmt::format(
        "--lock-command '{}' must contain {{lock}} and {{body}}, as in 'flock {{lock}} {{body}}'", command));
  try {
    const auto words = engine::lock_command_words(command, "", {});
    if (!can_execute(words.front()))
      throw UsageError(
          fmt::format("--lock-command: there is no program '{}' in /usr/local/bin, /usr/bin, /bin, /usr/sbin or /sbin",
                      words.front()));
  } catch (const std::invalid_argument& error) {
    throw UsageError(fmt::format("--lock-command '{}': {}", command, error.what()));
  }
}

// "30s", "1.5min", "2h".
double parse_seconds(const std::string& text) {
  double value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  const std::string_view unit(end, static_cast<std::size_t>(text.data() + text.size() - end));
  const double scale = unit == "s" || unit.empty()    ? 1
                       : unit == "ms"                 ? 1e-3
                       : unit == "min" || unit == "m" ? 60
                       : unit == "h"                  ? 3600
                                                      : 0;
  if (error != std::errc() || scale == 0 || value <= 0)
    throw UsageError(fmt::format("--time '{}' is no duration: write 30s, 5min or 1h", text));
  return value * scale;
}

struct Pair {
  const LockInfo* lock;  // nullptr: the command
  const Scenario* scenario;
  bool known_limits;  // also outside of the lock's contract

  friend bool operator==(const Pair&, const Pair&) = default;
};

// A promise is shown by who keeps it and by who breaks it.
std::vector<Pair> promised_pairs(const std::vector<std::string>& rows, const engine::Catalog& catalog) {
  std::vector<Pair> pairs;
  const auto add = [&](const Pair& pair) {
    if (std::ranges::find(pairs, pair) == pairs.end()) pairs.push_back(pair);
  };
  const auto promises = scenarios::all_promises();
  for (const std::string& row : rows) {
    bool is_known = false;
    for (const auto& promise : promises) {
      if (promise.row != row) continue;
      is_known = true;
      const Scenario* scenario = catalog.find_scenario(promise.scenario);
      add({catalog.find_lock(promise.kept_by), scenario, false});
      add({catalog.find_lock(promise.broken_by), scenario, true});
    }
    if (!is_known) throw UsageError(fmt::format("there is no promise '{}': see 'lockproof list promises'", row));
  }
  return pairs;
}

std::vector<Pair> chosen_pairs(const RunOptions& options, const engine::Catalog& catalog) {
  if (!options.promises.empty()) return promised_pairs(options.promises, catalog);
  std::vector<Pair> pairs;
  for (const LockInfo* lock :
       options.lock_command ? std::vector<const LockInfo*>{nullptr} : chosen_locks(options.locks, catalog))
    for (const Scenario* scenario : chosen_scenarios(options, catalog, lock))
      pairs.push_back({lock, scenario, options.known_limits});
  return pairs;
}

// The pairs that are run, and results for those that are not.
struct Matrix {
  std::vector<engine::Play> plays;
  std::vector<model::Result> skipped;
};

engine::Play play_of(const RunOptions& options, const Pair& pair) {
  engine::Play play{.scenario = pair.scenario,
                    .lock = pair.lock,
                    .command = options.lock_command.value_or(""),
                    .workers = options.workers != 0 ? options.workers : pair.scenario->workers,
                    .faults = pair.scenario->faults,
                    .seed = options.seed};
  for (const std::string& word : options.faults) explore::add_fault(play.faults, word);
  return play;
}

Matrix make_matrix(const RunOptions& options, const engine::Catalog& catalog) {
  Matrix matrix;
  for (const Pair& pair : chosen_pairs(options, catalog)) {
    engine::Play play = play_of(options, pair);
    const bool is_possible = pair.lock != nullptr || pair.scenario->body != nullptr;
    if (is_possible && (pair.known_limits || !engine::is_outside_contract(play))) {
      matrix.plays.push_back(std::move(play));
      continue;
    }
    model::Result result;
    result.lock = play.lock_name();
    result.scenario = pair.scenario->name;
    result.skipped = is_possible ? "outside of the lock's contract" : "not for commands";
    matrix.skipped.push_back(std::move(result));
  }
  return matrix;
}

}  // namespace

int run(const RunOptions& options, const engine::Catalog& catalog) {
  if (options.lock_command) check_command(*options.lock_command);
  check_files(options.files);
  Matrix matrix = make_matrix(options, catalog);
  engine::CampaignPlan plan{.program = own_program(),
                            .plays = std::move(matrix.plays),
                            .strategy = explore::NamedStrategy(options.strategy),
                            .seed = options.seed};
  const bool is_main_job = options.locks == RunOptions().locks && options.scenarios.empty() &&
                           options.promises.empty() && !options.lock_command;
  const std::uint64_t by_default = is_main_job ? kMainJobExecutions : kDefaultExecutions;
  plan.executions = options.executions != 0 ? options.executions : by_default;
  if (plan.strategy.is_exhaustive() && options.executions == 0) plan.executions = kSearchExecutions;
  plan.jobs = options.jobs != 0 ? options.jobs : cpu_count();
  if (!options.time.empty()) {
    plan.seconds_max = parse_seconds(options.time);
    if (options.executions == 0) plan.executions = kSearchExecutions;
  }

  const auto start = std::chrono::steady_clock::now();
  model::RunSummary summary{.version = LOCKPROOF_VERSION, .seed = options.seed, .results = {}, .seconds = 0};
  {
    reports::ProgressBar bar(STDERR_FILENO);
    summary.results = engine::run_campaign(plan, [&](const engine::Progress& progress) {
      const engine::Play& play = plan.plays[progress.play];
      const auto elapsed = std::chrono::steady_clock::now() - start;
      bar.update({.executions = progress.executions_done,
                  .executions_max = progress.executions_planned,
                  .violations = 0,
                  .elapsed_ns = std::chrono::nanoseconds(elapsed).count(),
                  .elapsed_ns_max = plan.seconds_max ? static_cast<std::int64_t>(*plan.seconds_max * 1e9) : 0,
                  .doing = fmt::format("{} in {}", play.lock_name(), play.scenario->name)});
    });
  }
  summary.results.insert(summary.results.end(), matrix.skipped.begin(), matrix.skipped.end());
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  show(summary, options.files);
  return exit_status(summary.results);
}

}  // namespace lockproof::cli
