#include "measure/bench.h"

#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <set>
#include <system_error>

#include "cli/command_line.h"
#include "cli/page.h"
#include "cli/report.h"
#include "cli/seconds_word.h"
#include "cli/selection.h"
#include "cli/stop_signal.h"
#include "engine/executor.h"
#include "measure/machine.h"
#include "measure/regression.h"
#include "measure/stress_ng.h"
#include "measure/visible_calls.h"
#include "reports/bench_table.h"
#include "reports/contention_html.h"
#include "reports/google_benchmark.h"
#include "reports/progress_bar.h"
#include "reports/style.h"
#include "reports/whole_file.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

using measure::BenchPlan;
using measure::Regression;
using std::filesystem::path;

struct Stopped {};

std::vector<const measure::Workload*> chosen_workloads(const std::vector<std::string>& names) {
  std::vector<const measure::Workload*> chosen;
  for (const std::string& name : names) {
    if (name == "all") {
      for (const auto& workload : measure::all_workloads()) chosen.push_back(&workload);
    } else if (const auto* workload = measure::find_workload(name)) {
      chosen.push_back(workload);
    } else {
      std::string known;
      for (const auto& each : measure::all_workloads()) known += fmt::format("\n  {:11} {}", each.name, each.summary);
      throw UsageError(fmt::format("there is no workload '{}'. Workloads:{}", name, known));
    }
  }
  return chosen;
}

// 1, 2, 4 ... up to four for each CPU.
std::vector<int> numbers_of_workers() {
  std::vector<int> numbers;
  for (int count = 1; count <= 4 * cpu_count(); count *= 2) numbers.push_back(count);
  return numbers;
}

// One on tmpfs and one on a disk, as far as the machine has both.
std::vector<path> usual_directories() {
  std::vector<path> directories;
  std::set<std::string> types;
  for (const path usual : {"/dev/shm", "/var/tmp", "/tmp"})
    if (access(usual.c_str(), W_OK | X_OK) == 0 && types.insert(measure::file_system_of(usual)).second)
      directories.push_back(usual);
  if (directories.empty()) throw UsageError("none of /dev/shm, /var/tmp and /tmp can be written to: name a --dir");
  return directories;
}

std::vector<path> chosen_directories(const std::vector<path>& named) {
  if (named.empty()) return usual_directories();
  std::vector<path> directories;
  for (const path& directory : named) {
    std::error_code error;
    directories.push_back(std::filesystem::canonical(directory, error));
    if (error || access(directory.c_str(), W_OK | X_OK) != 0)
      throw UsageError(fmt::format("--dir {}: no directory that can be written to", directory.string()));
  }
  return directories;
}

BenchPlan plan_of(const BenchOptions& options, const std::vector<const LockInfo*>& locks) {
  BenchPlan plan{.contenders = measure::references(),
                 .workloads = chosen_workloads(options.workloads),
                 .workers = options.workers.empty() ? numbers_of_workers() : options.workers,
                 .directories = chosen_directories(options.directories),
                 .rate = options.rate,
                 .seconds = parse_seconds(options.time),
                 .repetitions = options.repetitions,
                 .compared_with = measure::kYardstick};
  for (const LockInfo* lock : locks) plan.contenders.push_back(measure::contender_of(*lock));
  return plan;
}

struct Comparison {
  std::vector<model::ContentionResult> baseline;
  std::vector<measure::Condition> conditions;
};

Comparison comparison_of(const BenchOptions& options) try {
  Comparison comparison;
  if (options.baseline.empty()) return comparison;
  for (const std::string& text : options.fail_if) comparison.conditions.emplace_back(text);
  if (!options.fail_if.empty() && options.repetitions < measure::kRunsMin)
    throw UsageError(fmt::format("--fail-if needs --repetitions {} or more: fewer prove nothing", measure::kRunsMin));
  comparison.baseline = reports::contention_from_google_benchmark(reports::read_whole(options.baseline));
  return comparison;
} catch (const measure::BadCondition& error) {
  throw UsageError(fmt::format("--fail-if: {}", error.what()));
} catch (const reports::BadBenchmark& error) {
  throw UsageError(fmt::format("--baseline {}: not what 'lockproof bench --json' writes: {}", options.baseline.string(),
                               error.what()));
} catch (const std::system_error& error) {
  throw UsageError(fmt::format("--baseline: {}", error.what()));
}

// Who is asked to stop stops between two runs: each takes its directory and its processes with it.
std::vector<model::ContentionResult> run_with_bar(const BenchPlan& plan) {
  reports::ProgressBar bar(STDERR_FILENO);
  return measure::run_bench(plan, [&](const measure::BenchProgress& progress) {
    if (stop_signal_came()) throw Stopped();
    bar.update({.executions = progress.runs_done,
                .executions_max = progress.runs_planned,
                .violations = 0,
                .elapsed_ns = 0,
                .elapsed_ns_max = 0,
                .doing = progress.doing});
  });
}

// In a pass of its own, under control: what is measured is not traced.
void count_calls(std::vector<model::ContentionResult>& results, const std::vector<const LockInfo*>& locks) try {
  engine::Executor executor(own_program());
  std::map<std::string, double> counts;
  for (model::ContentionResult& result : results) {
    const auto lock = std::ranges::find(locks, result.lock, &LockInfo::name);
    if (!result.note.empty() || lock == locks.end()) continue;
    if (!counts.contains(result.lock)) counts[result.lock] = measure::count_visible_calls(executor, **lock);
    result.calls = counts[result.lock];
  }
} catch (const tracee::Refused& error) {
  fmt::print("calls: skipped, because this machine refuses what control needs: {}\n", error.what());
}

// Its stressors want one lock all the time, and so does one workload. With as many processes as there are CPUs for.
void add_others(model::ContentionReport& report, const BenchPlan& plan) try {
  if (std::ranges::find(plan.workloads, "hot", &measure::Workload::name) == plan.workloads.end()) return;
  int workers = std::ranges::min(plan.workers);
  for (const int count : plan.workers)
    if (count <= report.cpus) workers = std::max(workers, count);
  report.others = measure::run_stress_ng(plan.directories, workers);
} catch (const measure::NoStress& error) {
  report.others_not_shown = error.what();
}

// What seems slower is measured once more: only what is slower both times is.
std::vector<Regression> confirmed(std::vector<Regression> suspected, BenchPlan plan, const Comparison& comparison,
                                  const std::vector<model::ContentionResult>& results) {
  if (suspected.empty()) return suspected;
  std::set<std::string> locks;
  for (const auto& result : results)
    if (std::ranges::find(suspected, model::contention_name(result), &Regression::name) != suspected.end())
      locks.insert(result.lock);
  const auto all = static_cast<double>(plan.contenders.size());
  std::erase_if(plan.contenders, [&](const auto& each) { return each.note.empty() && !locks.contains(each.name); });
  plan.seconds *= static_cast<double>(plan.contenders.size()) / all;
  const auto again = measure::find_regressions(run_with_bar(plan), comparison.baseline, comparison.conditions);
  std::erase_if(suspected, [&](const Regression& regression) {
    return std::ranges::none_of(again, [&](const Regression& other) {
      return other.name == regression.name && other.condition == regression.condition;
    });
  });
  return suspected;
}

// Whether a lock has become slower.
bool compare(const BenchPlan& plan, const Comparison& comparison, const model::ContentionReport& report) {
  const auto comparable = measure::count_comparable(report.results, comparison.baseline);
  const auto suspected = measure::find_regressions(report.results, comparison.baseline, comparison.conditions);
  const auto found = confirmed(suspected, plan, comparison, report.results);
  for (const Regression& regression : found)
    fmt::print("{}: {}: {:.2f} times the baseline ({:.2f}-{:.2f}), and again when measured once more\n",
               regression.name, regression.condition, regression.ratio.median, regression.ratio.low,
               regression.ratio.high);
  fmt::print("{} rows compared with the baseline, {} beyond.\n", comparable, found.size());
  if (comparable == 0)
    throw UsageError(
        "--baseline: nothing can be compared: other locks, workloads, workers or directories, or too few runs");
  return !found.empty();
}

}  // namespace

int bench(const BenchOptions& options, const engine::Catalog& catalog) try {
  heed_stop_signals();
  check_file("--json", options.json);
  check_page_folder(options.html);
  const auto locks = chosen_locks(options.locks, options.lock_plugins, catalog);
  const BenchPlan plan = plan_of(options, locks);
  const Comparison comparison = comparison_of(options);
  const auto start = std::chrono::steady_clock::now();
  model::ContentionReport report{.version = LOCKPROOF_VERSION,
                                 .cpus = cpu_count(),
                                 .machine = measure::describe_machine(plan.directories),
                                 .compared_with = plan.compared_with,
                                 .results = {}};
  report.results = run_with_bar(plan);
  count_calls(report.results, locks);
  add_others(report, plan);
  report.spread = measure::typical_spread(report.results, plan.compared_with);
  report.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
  fmt::print("{}", reports::bench_text(report, reports::style_from_environment(STDOUT_FILENO), options.all));
  const std::string runs = reports::to_google_benchmark(report);
  if (!options.json.empty()) reports::write_whole(options.json, runs);
  if (!options.html.empty()) {
    write_page(options.html, reports::to_html(report));
    reports::write_whole(options.html / "bench.json", runs);
  }
  const bool is_slower = !comparison.conditions.empty() && compare(plan, comparison, report);
  const bool is_broken = std::ranges::any_of(
      report.results, [](const auto& result) { return result.note.empty() && !result.disqualified.empty(); });
  return is_slower || is_broken ? violation : no_violation;
} catch (const Stopped&) {
  obey_stop_signal();
}

}  // namespace lockproof::cli
