// The fleets under Google Benchmark, for its flags, formats and tools: one iteration is one run of a fleet, its time is
// the median time of an acquisition, the other figures are counters. `lockproof bench` says more, and interleaves.
#include <benchmark/benchmark.h>

#include <cmath>
#include <cstdio>
#include <exception>
#include <filesystem>
#include <string>

#include "lock-impls/locks.h"
#include "measure/bench.h"
#include "measure/benchmark_run.h"
#include "measure/fleet.h"

namespace lockproof::measure {
namespace {

constexpr std::int64_t kDurationNs = 50'000'000;

void contention(benchmark::State& state, const Contender& contender, const Workload& workload) {
  FleetCounts counts;
  std::uint64_t seed = 0;
  while (state.KeepRunning()) {
    const FleetRun run = run_fleet({.contender = &contender,
                                    .workload = &workload,
                                    .workers = static_cast<int>(state.range(0)),
                                    .duration_ns = kDurationNs,
                                    .directory = std::filesystem::temp_directory_path(),
                                    .seed = ++seed});
    if (!run.disqualified.empty()) return state.SkipWithError(run.disqualified.c_str());
    state.SetIterationTime(run.counts.acquire.at(0.5) / 1e9);
    counts.merge(run.counts);
  }
  const model::ContentionFigures figures = counts.figures();
  for (const auto& figure : model::contention_figures())
    if (const double value = figures.*figure.value; !std::isnan(value))
      state.counters[std::string(figure.name)] = value;
}

void register_all() {
  std::vector<Contender> contenders = references();
  for (const LockInfo* lock : locks::all_locks()) contenders.push_back(contender_of(*lock));
  for (const Workload& workload : all_workloads())
    for (const Contender& contender : contenders) {
      const std::string name = std::string(workload.name) + "/" + contender.name;
      if (!reason_to_skip(contender, workload).empty()) continue;
      auto* registered = benchmark::RegisterBenchmark(
          name.c_str(), [contender, &workload](benchmark::State& state) { contention(state, contender, workload); });
      registered->ArgName("workers")->UseManualTime()->Iterations(1)->Unit(benchmark::kNanosecond);
      for (const int workers : {1, 2, 4, 8})
        if (workload.workers == 0 || workload.workers == workers) registered->Arg(workers);
    }
}

}  // namespace
}  // namespace lockproof::measure

int main(int argc, char** argv) try {
  using namespace lockproof;
  measure::register_all();
  const measure::BenchmarkRun run(argc, argv, "lockproof_contention");
  if (!run.is_understood()) return 2;
  benchmark::RunSpecifiedBenchmarks();
  run.save();
  return 0;
} catch (const std::exception& error) {
  std::fprintf(stderr, "lockproof_contention: %s\n", error.what());
  return 3;
}
