// How soon each strategy finds each mutant, over many seeds, and how soon stress loops without control find those that
// they can find at all. One run, one command; the whole zoo with 20 seeds takes minutes.
#include <fmt/format.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <cstdio>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "engine/crew.h"
#include "engine/shared_memory.h"
#include "measure/machine.h"
#include "measure/report_folder.h"
#include "measure/strategy_table.h"
#include "measure/zoo.h"
#include "reports/whole_file.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::measure {
namespace {

struct Options {
  std::uint64_t seeds = 20;
  std::uint64_t budget = 200;
  std::vector<std::string> locks;
  std::vector<std::string> strategies;
  double stress_s = 2;
  int trials = 3;
  double patience_s = 2;
  int jobs = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
  std::string json;
  std::string report;
};

std::string stage_program() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("lockproof_strategies_stage");
}

std::vector<engine::Play> chosen_plays(const Options& options, std::uint64_t seed) {
  std::vector<engine::Play> plays = zoo(seed);
  for (const std::string& lock : options.locks)
    if (std::ranges::find(plays, lock, &engine::Play::lock_name) == plays.end())
      throw std::invalid_argument(fmt::format("there is no mutant '{}'", lock));
  if (!options.locks.empty())
    std::erase_if(plays, [&](const engine::Play& play) {
      return std::ranges::find(options.locks, play.lock_name()) == options.locks.end();
    });
  return plays;
}

std::vector<explore::NamedStrategy> chosen_strategies(const Options& options) {
  std::vector<explore::NamedStrategy> strategies;
  for (const std::string& name : options.strategies) strategies.emplace_back(name);
  if (options.strategies.empty())
    for (const explore::StrategyInfo& info : explore::all_strategies()) strategies.emplace_back(info.name);
  return strategies;
}

// All hunts, a mutant with a seed being the unit of work of each process.
class Hunts {
 public:
  explicit Hunts(const Options& options)
      : options_(options),
        strategies_(chosen_strategies(options)),
        mutants_(chosen_plays(options, 1).size()),
        crew_(stage_program(), options.jobs),
        hunts_(mutants_ * strategies_.size() * options.seeds) {}

  void make() {
    const std::size_t units = mutants_ * options_.seeds;
    crew_.work([&](engine::Executor& executor, int) { work(executor, units); },
               [&] { fmt::print(stderr, "\r{} of {} ", std::min<std::size_t>(*next_, units), units); });
  }

  std::vector<std::vector<Hunt>> of(std::size_t mutant) const {
    std::vector<std::vector<Hunt>> by_strategy(strategies_.size());
    for (std::size_t strategy = 0; strategy < strategies_.size(); ++strategy)
      for (std::uint64_t seed = 1; seed <= options_.seeds; ++seed)
        by_strategy[strategy].push_back(at(mutant, strategy, seed));
    return by_strategy;
  }
  const std::vector<explore::NamedStrategy>& strategies() const { return strategies_; }

 private:
  Hunt& at(std::size_t mutant, std::size_t strategy, std::uint64_t seed) const {
    return hunts_.items()[(mutant * strategies_.size() + strategy) * options_.seeds + seed - 1];
  }

  void work(engine::Executor& executor, std::size_t units) {
    Hunter hunter(executor);
    for (std::size_t unit = (*next_)++; unit < units; unit = (*next_)++) {
      const std::size_t mutant = unit % mutants_;
      const std::uint64_t seed = unit / mutants_ + 1;
      const engine::Play play = chosen_plays(options_, seed)[mutant];
      for (std::size_t i = 0; i < strategies_.size(); ++i)
        at(mutant, i, seed) = hunter.hunt(play, strategies_[i], seed, options_.budget);
    }
  }

  const Options& options_;
  std::vector<explore::NamedStrategy> strategies_;
  std::size_t mutants_;
  engine::Crew crew_;
  engine::SharedMemory<Hunt> hunts_;
  engine::SharedMemory<std::atomic<std::size_t>> next_;
};

// Loops run alone, and on all CPUs: few races show on one.
void add_stress(StrategyTable& table, const Options& options) {
  const auto patience = std::chrono::nanoseconds(static_cast<std::int64_t>(options.patience_s * 1e9));
  const auto longest = std::chrono::nanoseconds(static_cast<std::int64_t>(options.stress_s * 1e9));
  const std::vector<engine::Play> plays = chosen_plays(options, 1);
  {
    engine::Executor executor(stage_program());
    Hunter hunter(executor);
    for (std::size_t i = 0; i < plays.size(); ++i)
      table.rows[i].beyond = beyond_stress(plays[i], hunter.undisturbed_ns(twin_of(plays[i])), patience);
  }
  table.loops = {Stress::plain, Stress::sleeps};
  if (find_strace().empty())
    table.no_strace = "there is no strace on the PATH";
  else
    table.loops.push_back(Stress::strace);
  for (const Stress stress : table.loops) {
    StressLoop loop(stress, {.stage = stage_program(), .patience = patience, .seed = 1});
    for (std::size_t i = 0; i < plays.size(); ++i) {
      if (!table.rows[i].beyond.empty()) continue;
      fmt::print(stderr, "\r{}: {}                    ", to_string(stress), plays[i].lock_name());
      StressTrials& trials = table.rows[i].trials.emplace_back();
      trials.accused = loop.run(twin_of(plays[i]), longest / 2).found;
      for (int trial = 0; trial < options.trials; ++trial) trials.runs.push_back(loop.run(plays[i], longest));
    }
  }
}

StrategyTable measure_all(const Options& options) {
  const std::filesystem::path directory = std::filesystem::temp_directory_path();
  StrategyTable table{.machine = describe_machine({&directory, 1}),
                      .budget = options.budget,
                      .seeds = options.seeds,
                      .stress_s = options.stress_s};
  Hunts hunts(options);
  hunts.make();
  for (const explore::NamedStrategy& strategy : hunts.strategies()) table.strategies.push_back(strategy.name());
  for (const engine::Play& play : chosen_plays(options, 1))
    table.rows.push_back({.lock = std::string(play.lock->name),
                          .scenario = std::string(play.scenario->name),
                          .oracle = std::string(play.lock->caught_by),
                          .hunts = hunts.of(table.rows.size())});
  tracee::start_watchdog();
  tracee::forgo_time_stamps();
  if (options.stress_s > 0) add_stress(table, options);
  fmt::print(stderr, "\n");
  return table;
}

}  // namespace
}  // namespace lockproof::measure

int main(int argc, char** argv) {
  using namespace lockproof;
  measure::Options options;
  CLI::App app("How many executions each strategy needs to find each mutant, beside stress loops without control.");
  app.add_option("--seeds", options.seeds, "Seeds, from 1")->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--budget", options.budget, "Executions of each seed, at most")
      ->check(CLI::Range(1, 1'000'000))
      ->capture_default_str();
  app.add_option("--locks", options.locks, "These mutants only, separated by commas")->delimiter(',');
  app.add_option("--strategies", options.strategies, "These only, separated by commas")->delimiter(',');
  app.add_option("--stress-seconds", options.stress_s, "Of each run of a loop without control, at most; 0: none")
      ->check(CLI::Range(0.0, 86400.0))
      ->capture_default_str();
  app.add_option("--trials", options.trials, "Runs of each loop")->check(CLI::Range(1, 1000))->capture_default_str();
  app.add_option("--patience", options.patience_s, "Seconds after which an actor without control hangs")
      ->check(CLI::Range(0.1, 86400.0))
      ->capture_default_str();
  app.add_option("--jobs", options.jobs, "Strategies at the same time")
      ->check(CLI::Range(1, 1024))
      ->capture_default_str();
  app.add_option("--json", options.json, "Where to save all figures");
  app.add_option("--report", options.report, "Save them and a page to look at, DIR/index.html")->type_name("DIR");
  CLI11_PARSE(app, argc, argv);
  try {
    const measure::ReportFolder folder = options.report.empty()
                                             ? measure::ReportFolder()
                                             : measure::ReportFolder(options.report, "lockproof_strategies");
    const measure::StrategyTable table = measure::measure_all(options);
    const std::string text = measure::to_text(table);
    const std::string figures = measure::to_json(table).dump(1) + "\n";
    fmt::print("{}", text);
    if (!options.json.empty()) reports::write_whole(options.json, figures);
    if (folder) {
      reports::write_whole(folder.figures(), figures);
      folder.write_page(text);
    }
    return 0;
  } catch (const std::exception& error) {
    fmt::print(stderr, "lockproof_strategies: {}\n", error.what());
    return 3;
  }
}
