// How fast lockproof is. Absolute times differ from machine to machine, and even from minute to minute; so each
// benchmark measures two things in turn and prints their ratio.
#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sched.h>

#include <filesystem>
#include <string>
#include <system_error>

#include "engine/executor.h"
#include "explore/random_walk.h"
#include "measure/futex_partner.h"
#include "measure/phases.h"
#include "measure/plays.h"
#include "measure/stopwatch.h"
#include "tracee/stage.h"
#include "tracee/tracee.h"

namespace lockproof::measure {
namespace {

using benchmark::Counter;
using benchmark::State;

constexpr std::uint64_t seed = 1;
constexpr int block = 8;  // executions in a row, so that each side of a ratio works in its own warm caches

std::string stage_program() {
  return std::filesystem::read_symlink("/proc/self/exe").replace_filename("lockproof_speed_stage");
}

// The lock under the random strategy, execution after execution.
class Execution {
 public:
  explicit Execution(const engine::Play& play) : executor_(stage_program()) { executor_.prepare(play); }

  void operator()() {
    if (executor_.execute(walk_, number_++).verdict != model::Verdict::pass)
      throw std::logic_error("flock does not pass");
    steps_ += executor_.trace().schedule.size();
  }
  double steps() const { return static_cast<double>(steps_) / static_cast<double>(number_); }

 private:
  engine::Executor executor_;
  explore::RandomWalk walk_{seed};
  std::uint64_t number_ = 0;
  std::uint64_t steps_ = 0;
};

// The same, with nobody watching.
class FreeExecution {
 public:
  explicit FreeExecution(const engine::Play& play)
      : text_(engine::to_text(play)),
        actors_(play.workers),
        stage_(stage_program(), {"__stage"}, tracee::Control::none) {}

  void operator()() { stage_.play_freely(text_, actors_); }

  // Throws if the last one did not do its work.
  void check() const {
    for (const char* built : {"/first/MANIFEST", "/second/MANIFEST"})
      if (!std::filesystem::exists(stage_.world() + built)) throw std::logic_error("the free actors built nothing");
  }

 private:
  std::string text_;
  int actors_;
  tracee::Stage stage_;
};

// Executions per second, with control and without.
void control(State& state) {
  Execution controlled(build_once());
  FreeExecution free(build_once());
  controlled();
  free();
  Stopwatch controlled_watch;
  Stopwatch free_watch;
  for (auto _ : state) {
    for (int i = 0; i < block; ++i) controlled_watch.time(controlled);
    for (int i = 0; i < block; ++i) free_watch.time(free);
  }
  free.check();
  state.counters["executions_per_s"] = 1e9 / controlled_watch.median_ns();
  state.counters["free_per_s"] = 1e9 / free_watch.median_ns();
  state.counters["steps"] = controlled.steps();
  state.counters["ratio"] = free_watch.median_ns() / controlled_watch.median_ns();
}

// One step, all in, and one futex round trip.
void step(State& state) {
  constexpr int round_trips = 1000;
  Execution execution(build_once());
  FutexPartner partner;
  execution();
  Stopwatch execution_watch;
  Stopwatch futex_watch;
  for (auto _ : state) {
    for (int i = 0; i < block; ++i) execution_watch.time(execution);
    for (int i = 0; i < round_trips; ++i) futex_watch.time([&] { partner.round_trip(); });
  }
  const double step_ns = execution_watch.median_ns() / execution.steps();
  state.counters["step_ns"] = step_ns;
  state.counters["futex_ns"] = futex_watch.median_ns();
  state.counters["ratio"] = step_ns / futex_watch.median_ns();
}

// Where the time of one execution goes. The parts sum up to the whole.
void parts(State& state) {
  engine::Executor executor(stage_program());
  PhasedWalk walk(seed);
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
  const double reset_ns = empty.whole.median_ns();
  const double deaths_ns = idling.steps.median_ns();
  const double births_ns = idling.whole.median_ns() - deaths_ns - reset_ns;
  const double bare_step_ns = bare.steps.median_ns() / (bare_steps + 1);
  const double stops_ns = bare_step_ns * whole.mean_steps();
  const double whole_ns = whole.whole.median_ns();
  const auto us = [&](const char* name, double ns) { state.counters[name] = ns / 1000; };
  us("reset_us", reset_ns);    // umount, mount, prepare
  us("births_us", births_ns);  // fork, up to the first stop
  us("stops_us", stops_ns);    // the steps, were they all of the cheapest call
  us("deaths_us", deaths_ns);  // exit, reap
  us("rest_us", whole_ns - reset_ns - births_ns - stops_ns - deaths_ns);
  us("whole_us", whole_ns);
  state.counters["steps"] = whole.mean_steps();
}

void pin_to_this_cpu() {
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(sched_getcpu(), &one);
  if (sched_setaffinity(0, sizeof one, &one) != 0)
    throw std::system_error(errno, std::system_category(), "sched_setaffinity");
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

BENCHMARK(guarded<control>)->Name("control")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(guarded<step>)->Name("step")->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(guarded<parts>)->Name("parts")->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace lockproof::measure

int main(int argc, char** argv) {
  benchmark::Initialize(&argc, argv);
  if (benchmark::ReportUnrecognizedArguments(argc, argv)) return 2;
  lockproof::measure::pin_to_this_cpu();
  lockproof::tracee::start_watchdog();
  benchmark::RunSpecifiedBenchmarks();
}
