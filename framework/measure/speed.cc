// How fast lockproof is, in one run. Absolute times differ from machine to machine, and even from minute to minute; so
// each benchmark measures what it compares in turn, and prints ratios. A summary follows, which --benchmark_out does
// not change.
#include <benchmark/benchmark.h>
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "engine/executor.h"
#include "measure/all_cores.h"
#include "measure/bare_stops.h"
#include "measure/benchmark_run.h"
#include "measure/estimate.h"
#include "measure/execution.h"
#include "measure/futex_partner.h"
#include "measure/phases.h"
#include "measure/plays.h"
#include "measure/speed_reporter.h"
#include "measure/speed_summary.h"
#include "measure/stopwatch.h"
#include "measure/world_memory.h"
#include "tracee/notified_caller.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::measure {
namespace {

using benchmark::State;

constexpr int block = 8;  // executions in a row, so that each side of a ratio works in its own warm caches

// Executions per second on one CPU, with control and without.
void control(State& state) {
  const engine::Play play = build_once(static_cast<int>(state.range(0)));
  Execution controlled(play);
  FreeExecution free(play);
  controlled();
  free();
  Stopwatch controlled_watch;
  Stopwatch free_watch;
  for (auto _ : state) {
    for (int i = 0; i < block; ++i) controlled_watch.time(controlled);
    for (int i = 0; i < block; ++i) free_watch.time(free);
  }
  free.check();
  state.counters["executions_per_s"] = 1e9 / controlled_watch.quiet_ns();
  state.counters["free_per_s"] = 1e9 / free_watch.quiet_ns();
  state.counters["steps"] = controlled.steps();
  state.counters["step_us"] = controlled_watch.quiet_ns() / controlled.steps() / 1000;
  state.counters["ratio"] = free_watch.quiet_ns() / controlled_watch.quiet_ns();
}

// The same on all CPUs; and how much more that is than on one, of the number of CPUs.
void all_cores(State& state) {
  constexpr std::chrono::milliseconds time(200);
  const engine::Play play = build_once(static_cast<int>(state.range(0)));
  std::vector<double> scaling;  // of neighbours in time, since others may use the machine
  std::vector<double> all;
  std::vector<double> free;
  for (auto _ : state) {
    const double one = executions_per_s(play, tracee::Control::full, 1, time);
    all.push_back(executions_per_s(play, tracee::Control::full, cpu_count(), time));
    scaling.push_back(all.back() / one / cpu_count());
    free.push_back(executions_per_s(play, tracee::Control::none, cpu_count(), time));
  }
  state.counters["cpus"] = cpu_count();
  state.counters["executions_per_s"] = median(all);
  state.counters["free_per_s"] = median(free);
  state.counters["ratio"] = median(all) / median(free);
  state.counters["scaling"] = median(scaling);
}

// Nobody where the machine has no notification.
std::unique_ptr<tracee::NotifiedCaller> notified_caller() try {
  return std::make_unique<tracee::NotifiedCaller>();
} catch (const std::system_error&) {
  return nullptr;
}

// One step, all in, one futex round trip, one bare stop, and one notification.
void step(State& state) {
  constexpr int round_trips = 1000;
  FutexPartner partner;
  const auto caller = notified_caller();
  Stopwatch execution_watch;
  Stopwatch futex_watch;
  Stopwatch stop_watch;
  Stopwatch notification_watch;
  double steps = 0;
  double stops = 0;
  for (auto _ : state) {
    {
      Execution execution(build_once());
      execution();
      for (int i = 0; i < block; ++i) execution_watch.time(execution);
      steps = execution.steps();
      stops = execution.stops();
    }
    for (int i = 0; i < round_trips; ++i) futex_watch.time([&] { partner.round_trip(); });
    for (int i = 0; caller && i < round_trips; ++i) notification_watch.time([&] { caller->round_trip(); });
    time_bare_stops(stop_watch);
  }
  const double step_ns = execution_watch.quiet_ns() / steps;
  state.counters["step_ns"] = step_ns;
  state.counters["futex_ns"] = futex_watch.quiet_ns();
  state.counters["bare_stop_ns"] = stop_watch.quiet_ns();
  if (caller) state.counters["stop_in_notifications"] = stop_watch.quiet_ns() / notification_watch.quiet_ns();
  state.counters["stops_per_step"] = stops / steps;
  state.counters["ratio"] = step_ns / futex_watch.quiet_ns();
  state.counters["ratio_to_bare_stop"] = step_ns / stop_watch.quiet_ns();
}

// Whether a step costs more the longer the trace is.
void growth(State& state) {
  Execution execution(long_trace(static_cast<int>(state.range(0))));
  execution();
  Stopwatch watch;
  for (auto _ : state) watch.time(execution);
  state.counters["steps"] = execution.steps();
  state.counters["step_us"] = watch.quiet_ns() / execution.steps() / 1000;
}

// Of one world: the executor, the fork server and the actors.
void memory(State& state) {
  MemoryWalk walk(Execution::seed);
  const engine::Play play = build_once(static_cast<int>(state.range(0)));
  Execution execution(play);
  for (auto _ : state) execution(walk);
  const WorldMemory& seen = walk.seen();
  state.counters["executor_kib"] = seen.executor_kib;
  state.counters["server_kib"] = seen.server_kib;
  state.counters["actors_kib"] = seen.actors_kib;
  state.counters["actor_kib"] = seen.actors_kib / play.workers;
  state.counters["actor_rss_kib"] = seen.actor_rss_kib;
}

// Where the time of one execution goes. The parts sum up to the whole.
void parts(State& state) {
  engine::Executor executor(speed_stage_program());
  PhasedWalk walk(Execution::seed);
  std::uint64_t number = 0;
  const auto execute = [&](const engine::Play& play, Phases& phases) {
    executor.prepare(play);
    for (int i = 0; i < block; ++i) {
      if (executor.execute(walk, number++).verdict != model::Verdict::pass)
        throw std::logic_error(fmt::format("{} does not pass", play.scenario->name));
      phases.add(walk);
    }
  };
  Phases empty;
  Phases idling;
  Phases bare;
  Phases whole;
  for (auto _ : state) {
    execute(nobody(), empty);
    execute(idle(), idling);
    execute(bare_calls(), bare);
    execute(build_once(), whole);
  }
  const double reset_ns = empty.whole.quiet_ns();
  const double deaths_ns = idling.steps.quiet_ns();
  const double births_ns = idling.whole.quiet_ns() - deaths_ns - reset_ns;
  const double bare_step_ns = bare.steps.quiet_ns() / (bare_steps + 1);
  const double stops_ns = bare_step_ns * whole.mean_steps();
  const double whole_ns = whole.whole.quiet_ns();
  const auto us = [&](const char* name, double ns) { state.counters[name] = ns / 1000; };
  us("reset_us", reset_ns);    // umount, mount, prepare
  us("births_us", births_ns);  // fork, up to the first stop
  us("stops_us", stops_ns);    // the steps, were they all of the cheapest call
  us("deaths_us", deaths_ns);  // exit, reap
  us("rest_us", whole_ns - reset_ns - births_ns - stops_ns - deaths_ns);
  us("whole_us", whole_ns);
  state.counters["steps"] = whole.mean_steps();
}

// Errors of the machine end the benchmark, with their message.
template <void (*run)(State&)>
void guarded(State& state) {
  try {
    run(state);
  } catch (const std::exception& error) {
    state.SkipWithError(error.what());
  }
}

void register_all() {
  const auto add = [](const char* name, void (*run)(State&)) {
    return benchmark::RegisterBenchmark(name, run)->UseRealTime()->Unit(benchmark::kMillisecond);
  };
  add("control", guarded<control>)->ArgName("actors")->Arg(2)->Arg(3)->Arg(4)->Arg(8);
  add("all_cores", guarded<all_cores>)->Iterations(10)->ArgName("actors")->Arg(2)->Arg(3)->Arg(4)->Arg(8);
  add("step", guarded<step>);
  add("parts", guarded<parts>);
  add("growth", guarded<growth>)->ArgName("steps")->Arg(500)->Arg(1000)->Arg(2000)->Arg(4000);
  add("memory", guarded<memory>)->ArgName("actors")->Arg(2)->Arg(3)->Arg(4)->Arg(8);
}

}  // namespace
}  // namespace lockproof::measure

int main(int argc, char** argv) try {
  using namespace lockproof;
  measure::cpu_count();  // before this program pins itself
  const measure::BenchmarkRun run(argc, argv, "lockproof_speed");
  if (!run.is_understood()) return 2;
  measure::register_all();
  measure::pin_to(0);
  tracee::start_watchdog();
  tracee::forgo_time_stamps();
  measure::SpeedReporter reporter;
  benchmark::RunSpecifiedBenchmarks(&reporter);
  const std::string summary = measure::to_text(reporter.figures());
  fmt::print("{}", summary);
  run.save(summary);
  return reporter.has_failed() ? 1 : 0;
} catch (const std::exception& error) {
  fmt::print(stderr, "lockproof_speed: {}\n", error.what());
  return 3;
}
