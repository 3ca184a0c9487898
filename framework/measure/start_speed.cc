// How much faster programs are executed that are spared their start-up: executions per second with and without, in
// turn, and their ratio. The stage is this program itself.
#include <benchmark/benchmark.h>

#include <cstdint>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <string_view>

#include "engine/actor_program.h"
#include "engine/executor.h"
#include "explore/random_walk.h"
#include "measure/benchmark_run.h"
#include "measure/stopwatch.h"
#include "scenarios/scenarios.h"
#include "tracee/server.h"
#include "tracee/tracee.h"

namespace lockproof::measure {
namespace {

using benchmark::State;

constexpr std::uint64_t seed = 1;
constexpr int block = 8;  // executions in a row, so that each side of the ratio works in its own warm caches

const engine::Catalog& catalog() {
  static const engine::Catalog catalog = {
      .locks = {}, .published = {}, .mutants = {}, .scenarios = {}, .race = &scenarios::race_scenario};
  return catalog;
}

engine::Play copies_of(const std::string& command) {
  engine::Play play;
  play.scenario = &scenarios::race_scenario;
  play.command = command;
  play.workers = 2;
  return play;
}

void start(State& state, const std::string& command) {
  engine::Executor executor(std::filesystem::read_symlink("/proc/self/exe"));
  explore::RandomWalk walk(seed);
  std::uint64_t number = 0;
  bool spared = false;
  const auto execute = [&] {
    const engine::Outcome outcome = executor.execute(walk, number++);
    if (outcome.verdict != model::Verdict::pass) throw std::runtime_error("it does not pass: " + command);
    spared |= outcome.spared;
  };
  const auto run_block = [&](bool spares_start_ups, Stopwatch& watch) {
    engine::Play play = copies_of(command);
    play.spares_start_ups = spares_start_ups;
    executor.prepare(play);
    execute();  // what is spared from then on
    for (int i = 0; i < block; ++i) watch.time(execute);
  };
  Stopwatch forked;
  Stopwatch anew;
  for (auto _ : state) {
    run_block(true, forked);
    run_block(false, anew);
  }
  state.counters["fork_per_s"] = 1e9 / forked.quiet_ns();
  state.counters["exec_per_s"] = 1e9 / anew.quiet_ns();
  state.counters["ratio"] = anew.quiet_ns() / forked.quiet_ns();
  state.SetLabel(spared ? "fork server" : "exec: it cannot be forked");
}

// What the machine lacks is skipped, with its message.
void guarded(State& state, const std::string& command) {
  try {
    start(state, command);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

BENCHMARK_CAPTURE(guarded, python, "python3 -c 'import os; os.makedirs(\"d\", exist_ok=True)'")
    ->Name("start/python")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(guarded, python_imports,
                  "python3 -I -c 'import argparse, json, logging, os, subprocess; os.makedirs(\"d\", exist_ok=True)'")
    ->Name("start/python_imports")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(guarded, shell, "sh -c 'mkdir -p d'")
    ->Name("start/shell")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(guarded, node, "node -e 'require(\"fs\").mkdirSync(\"d\", { recursive: true })'")
    ->Name("start/node")
    ->UseRealTime()
    ->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lockproof::measure

int main(int argc, char** argv) try {
  using namespace lockproof;
  if (argc == 5 && std::string_view(argv[1]) == "__stage") {
    const auto program = engine::make_actor_program(measure::catalog(), {});
    return tracee::serve(std::stoi(argv[2]), std::stoi(argv[3]), std::stoi(argv[4]), *program);
  }
  const measure::BenchmarkRun run(argc, argv, "lockproof_start_speed");
  if (!run.is_understood()) return 2;
  tracee::start_watchdog();
  benchmark::RunSpecifiedBenchmarks();
  run.save();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "lockproof_start_speed: %s\n", error.what());
  return 3;
}
