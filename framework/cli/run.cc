#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <optional>
#include <thread>
#include <utility>

#include "cli/command_line.h"
#include "cli/lock_file.h"
#include "cli/report.h"
#include "cli/seconds_word.h"
#include "cli/selection.h"
#include "cli/shrunk_results.h"
#include "cli/stop_signal.h"
#include "engine/actor_program.h"
#include "engine/campaign.h"
#include "engine/shard.h"
#include "explore/condition_text.h"
#include "explore/contract_text.h"
#include "explore/fault_text.h"
#include "explore/strategies.h"
#include "reports/progress_bar.h"
#include "scenarios/promises/promises.h"

namespace lockproof::cli {
namespace {

constexpr std::uint64_t kDefaultExecutions = 100;
constexpr std::uint64_t kEndlessExecutions = 1'000'000;  // where something else is to come to an end first
constexpr std::uint64_t kMainJobExecutions = 12;         // of so many pairs that it takes about a minute

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

struct Pair {
  const LockInfo* lock;  // nullptr: the command
  const Scenario* scenario;
  bool known_limits;                     // also outside of the lock's contract
  const LockCommand* command = nullptr;  // in place of the lock

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

// In place of in-tree locks. Throws UsageError.
std::vector<LockCommand> chosen_commands(const RunOptions& options) {
  std::vector<LockCommand> commands = lock_commands(options.lock_files, options.lock_command, options.contract);
  if (!options.command.empty()) {
    check_program(options.command.front(), "run --");
    commands.push_back({.name = {}, .command = engine::command_from_words(options.command)});
  }
  return commands;
}

std::vector<Pair> chosen_pairs(const RunOptions& options, const std::vector<LockCommand>& commands,
                               const engine::Catalog& catalog) {
  if (!options.command.empty()) return {{nullptr, catalog.race, false, &commands.front()}};
  if (!options.promises.empty()) return promised_pairs(options.promises, catalog);
  std::vector<Pair> pairs;
  for (const LockCommand& command : commands)
    for (const Scenario* scenario : chosen_scenarios(options, catalog, nullptr))
      pairs.push_back({nullptr, scenario, options.known_limits, &command});
  if (!commands.empty()) return pairs;
  for (const LockInfo* lock : chosen_locks(options.locks, options.lock_plugins, catalog))
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
                    .workers = options.workers != 0 ? options.workers : pair.scenario->workers,
                    .conditions = pair.scenario->conditions,
                    .seed = options.seed,
                    .spares_start_ups = options.start == "fork"};
  if (pair.command != nullptr) {
    play.command = pair.command->command;
    play.name = pair.command->name;
    play.contract = pair.command->contract;
  }
  play.take_faults_of_scenario();
  play.conditions.check = options.check;
  for (const std::string& word : options.faults) {
    if (word.starts_with("check="))
      throw UsageError(fmt::format("--fault {}: a check is no fault: write run --check CMD -- COMMAND", word));
    if (explore::is_condition(word))
      explore::add_condition(play.conditions, word);
    else
      explore::add_fault(play.faults, word);
  }
  return play;
}

Matrix make_matrix(const RunOptions& options, const engine::Catalog& catalog) {
  Matrix matrix;
  const std::vector<LockCommand> commands = chosen_commands(options);
  for (const Pair& pair : chosen_pairs(options, commands, catalog)) {
    engine::Play play = play_of(options, pair);
    const bool is_possible = pair.lock != nullptr || pair.scenario->body != nullptr || !options.command.empty();
    if (is_possible && (pair.known_limits || !engine::is_outside_contract(play))) {
      matrix.plays.push_back(std::move(play));
      continue;
    }
    model::Result result;
    result.lock = play.lock_name();
    result.scenario = pair.scenario->name;
    result.skipped = is_possible ? "outside of the lock's contract"
                                 : fmt::format("not for commands: {}", pair.scenario->not_for_commands);
    matrix.skipped.push_back(std::move(result));
  }
  return matrix;
}

// Bazel believes that a test is not sharded unless the test says so.
void tell_bazel() {
  if (const char* file = std::getenv("TEST_SHARD_STATUS_FILE")) std::ofstream(file, std::ios::app).flush();
}

model::Shard chosen_shard(const std::string& word) {
  if (!word.empty()) return engine::shard_from_text(word);
  const auto given = engine::shard_from_environment([](const std::string& name) {
    const char* value = std::getenv(name.c_str());
    return value != nullptr ? std::optional<std::string>(value) : std::nullopt;
  });
  if (!given) return {};
  tell_bazel();
  fmt::print(stderr, "lockproof: shard {}/{}, as {} say (--shard none: everything)\n", given->shard.number,
             given->shard.of, given->variables);
  return given->shard;
}

std::vector<model::Result> run_with_bar(const engine::CampaignPlan& plan) {
  const auto start = std::chrono::steady_clock::now();
  reports::ProgressBar bar(STDERR_FILENO);
  return engine::run_campaign(plan, [&](const engine::Progress& progress) {
    const engine::Play& play = plan.plays[progress.play];
    const auto elapsed = std::chrono::steady_clock::now() - start;
    bar.update({.executions = progress.executions_done,
                .executions_max = progress.executions_planned,
                .parts = progress.parts_done,
                .parts_max = progress.parts,
                .violations = 0,
                .unseen = progress.unseen,
                .elapsed_ns = std::chrono::nanoseconds(elapsed).count(),
                .elapsed_ns_max = plan.seconds_max ? static_cast<std::int64_t>(*plan.seconds_max * 1e9) : 0,
                .doing = fmt::format("{} in {}", play.lock_name(), play.scenario->name)});
  });
}

// Of each play, what the file has of it. Throws UsageError.
std::vector<model::Search> rest_of(const std::filesystem::path& file, const engine::CampaignPlan& plan) {
  if (file.empty()) return {};
  if (!plan.strategy.is_exhaustive()) throw UsageError("--rest-of: say --strategy exhaustive as well");
  const model::RunSummary known = read_results(file);
  if (known.campaign != engine::identity(plan))
    throw UsageError(
        fmt::format("--rest-of {}: it is of another campaign: use the options that it was made with, "
                    "apart from --shard, --jobs, --time and --journal",
                    file.native()));
  std::vector<model::Search> searches;
  for (const engine::Play& play : plan.plays) {
    const model::Result* result = searches.size() < known.results.size() ? &known.results[searches.size()] : nullptr;
    if (result == nullptr || !result->search || result->lock != play.lock_name())
      throw UsageError(fmt::format("--rest-of {}: it is truncated", file.native()));
    searches.push_back(*result->search);
  }
  return searches;
}

// Who reads the files must not find those of an earlier run, or none.
void report_failure(model::RunSummary summary, const char* what, const ReportFiles& files) {
  model::Result& result = summary.results.emplace_back();
  result.lock = "lockproof";
  result.scenario = "run";
  result.verdict = model::Verdict::inconclusive;
  result.failure = what;
  write_files(summary, files);
}

}  // namespace

int run(const RunOptions& options, const engine::Catalog& catalog) {
  heed_stop_signals();
  check_files(options.files);
  check_file("--journal", options.journal);
  Matrix matrix = make_matrix(options, catalog);
  engine::CampaignPlan plan{.program = own_program(),
                            .version = LOCKPROOF_VERSION,
                            .plays = std::move(matrix.plays),
                            .strategy = explore::NamedStrategy(options.strategy),
                            .seed = options.seed,
                            .shard = chosen_shard(options.shard),
                            .journal = options.journal,
                            .is_cut_short = stop_signal_came};
  const bool is_main_job = options.locks == RunOptions().locks && options.scenarios.empty() &&
                           options.promises.empty() && !options.lock_command && options.lock_files.empty() &&
                           options.lock_plugins.empty() && options.command.empty();
  const bool ends_otherwise = plan.strategy.is_exhaustive() || !options.time.empty();
  const std::uint64_t by_default = ends_otherwise ? kEndlessExecutions
                                   : is_main_job  ? kMainJobExecutions
                                                  : kDefaultExecutions;
  plan.executions = options.executions != 0 ? options.executions : by_default;
  plan.jobs = options.jobs != 0 ? options.jobs : cpu_count();
  if (!options.time.empty()) plan.seconds_max = parse_seconds(options.time);
  if (plan.strategy.merges_states() && !options.check.empty())
    throw UsageError(
        "--strategy states: it does not foresee what a --check looks at, which begins when the last of all others "
        "ends. Leave one of them out, or use --strategy exhaustive");
  if (plan.strategy.merges_states() && (plan.shard.of > 1 || !options.journal.empty() || !options.rest_of.empty()))
    throw UsageError(
        "--strategy states: it remembers what it has seen, so that it is made in one piece, without --shard, --journal "
        "and --rest-of. Say --shard none, or use --strategy exhaustive, which is made in parts");
  plan.rest_of = rest_of(options.rest_of, plan);

  const auto start = std::chrono::steady_clock::now();
  model::RunSummary summary;
  summary.version = plan.version;
  summary.seed = plan.seed;
  summary.campaign = engine::identity(plan);
  summary.shard = plan.shard;
  if (!plan.plays.empty()) {
    try {
      summary.results = run_with_bar(plan);
    } catch (const std::exception& error) {
      if (stop_signal_came()) obey_stop_signal();  // it struck what was about to start
      report_failure(summary, error.what(), options.files);
      throw;
    }
  }
  summary.results.insert(summary.results.end(), matrix.skipped.begin(), matrix.skipped.end());
  summary.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  if (plan.shard.of == 1) shrink_findings(summary, catalog);  // of shards, merge does
  show(summary, options.files, catalog);
  if (stop_signal_came()) {
    fmt::print(stderr, "lockproof: interrupted; this is what was done until then\n");
    obey_stop_signal();
  }
  return exit_status(summary.results);
}

}  // namespace lockproof::cli
