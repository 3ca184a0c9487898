// What the dependence relation says must be true of real executions: two steps next to one another that it calls
// independent change places, and nobody can tell. An access that the world forgets to write down shows here.
#include <fmt/format.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "engine/executor.h"
#include "explore/exhaustive.h"
#include "explore/random_walk.h"
#include "explore/replay.h"
#include "lock-impls/locks.h"
#include "model/dependence.h"
#include "model/state_digest.h"
#include "scenarios/scenarios.h"
#include "tracee/tracee.h"

namespace lockproof::e2e {
namespace {

using Choices = std::vector<model::Choice>;

constexpr std::uint64_t kExecutions = 4;
constexpr std::size_t kSwapsMax = 12;  // of each execution

// What each actor but one did and saw, in its own order, and what was left in the end. Without numbers of inodes, which
// may change places with the steps that make them.
std::string seen(const model::Trace& trace, int except = -2) {
  std::vector<std::string> by_actor(trace.actors.size() + 1);
  for (const model::Event& event : trace.events) {
    if (event.actor == except) continue;
    std::string& text = by_actor[static_cast<std::size_t>(event.actor + 1)];
    text += fmt::format("{} {} {} {} {} {} {:x} at {}\n", to_string(event.kind), event.text, event.operation.number,
                        event.operation.path, event.operation.path2, event.operation.result, event.operation.data_hash,
                        event.time_ns);
  }
  std::string all;
  for (const std::string& text : by_actor) all += text + "--\n";
  for (const model::Residue& residue : trace.residue) all += residue.name + "\n";
  return all + std::string(to_string(trace.end));
}

std::vector<model::Footprint> footprints_of(const model::Trace& trace) {
  model::Footprints footprints(model::Watched::marks, true);
  footprints.begin({});
  std::vector<model::Footprint> all;
  for (std::size_t step = 0; step < trace.schedule.size(); ++step) all.push_back(footprints.next(trace));
  return all;
}

// Steps that are independent of the next one. All of them, or evenly many.
std::vector<std::size_t> swappable(const model::Trace& trace) {
  const std::vector<model::Footprint> footprints = footprints_of(trace);
  std::vector<std::size_t> steps;
  for (std::size_t step = 0; step + 1 < footprints.size(); ++step)
    if (!dependent(footprints[step], footprints[step + 1])) steps.push_back(step);
  if (steps.size() <= kSwapsMax) return steps;
  std::vector<std::size_t> some;
  for (std::size_t i = 0; i < kSwapsMax; ++i) some.push_back(steps[i * steps.size() / kSwapsMax]);
  return some;
}

// The last step of an actor that is killed, if that step only looks, or gets what the actor loses at once.
std::optional<std::size_t> step_in_vain(const model::Trace& trace) {
  const std::vector<model::Footprint> footprints = footprints_of(trace);
  const auto kill = std::ranges::find(trace.schedule, model::Choice::Kind::kill, &model::Choice::kind);
  if (kill == trace.schedule.end()) return std::nullopt;
  const auto at = static_cast<std::size_t>(kill - trace.schedule.begin());
  for (std::size_t step = at; step-- > 0;) {
    if (trace.schedule[step].actor != kill->actor) continue;
    const bool is_lost_at_once = step + 1 == at && dies_with_actor(footprints[step]);
    return is_lost_at_once || only_looks(footprints[step]) ? std::optional(step) : std::nullopt;
  }
  return std::nullopt;
}

struct Subject {
  const char* lock;
  const char* scenario;
  friend void PrintTo(const Subject& subject, std::ostream* stream) { *stream << subject.lock << subject.scenario; }
};

class Differential : public testing::TestWithParam<Subject> {
 protected:
  engine::Play play() {
    engine::Catalog catalog;
    for (const auto locks : {locks::all_locks(), locks::all_mutants()})
      catalog.locks.insert(catalog.locks.end(), locks.begin(), locks.end());
    const auto scenarios = scenarios::all_scenarios();
    catalog.scenarios = {scenarios.begin(), scenarios.end()};
    engine::Play play;
    scenario_ = *catalog.find_scenario(GetParam().scenario);
    scenario_.oracles.clear();  // which would end an execution early
    play.scenario = &scenario_;
    play.lock = catalog.find_lock(GetParam().lock);
    play.workers = 3;
    play.seed = 1;
    play.faults = play.scenario->faults;
    return play;
  }

 private:
  Scenario scenario_;
};

TEST_P(Differential, IndependentStepsMayChangePlaces) {
  tracee::start_watchdog();
  engine::Executor executor(LOCKPROOF_PROGRAM);
  executor.prepare(play());
  std::size_t swaps = 0;
  for (std::uint64_t number = 0; number < kExecutions; ++number) {
    explore::RandomWalk walk(3);
    executor.execute(walk, number);
    const model::Trace trace = executor.trace();
    for (const std::size_t step : swappable(trace)) {
      Choices swapped = trace.schedule;
      std::swap(swapped[step], swapped[step + 1]);
      explore::Replay replay(swapped, explore::Replay::Mode::strict);
      try {
        executor.execute(replay, 0);
      } catch (const explore::Divergence& divergence) {
        FAIL() << "execution " << number << ", steps " << step << " and the next: " << divergence.what();
      }
      ASSERT_EQ(seen(executor.trace()), seen(trace)) << "execution " << number << ", steps " << step << " and the next";
      ++swaps;
    }
  }
  EXPECT_GE(swaps, kExecutions);
}

// Nobody can tell whether an actor that is killed has looked before, or got a lock just now.
class DifferentialKill : public Differential {};

TEST_P(DifferentialKill, WhoIsKilledHasLookedInVain) {
  tracee::start_watchdog();
  engine::Executor executor(LOCKPROOF_PROGRAM);
  executor.prepare(play());
  int looks = 0;
  for (std::uint64_t number = 0; number < 16; ++number) {
    explore::RandomWalk walk(5);
    executor.execute(walk, number);
    const model::Trace trace = executor.trace();
    const std::optional<std::size_t> look = step_in_vain(trace);
    if (!look) continue;
    const int killed = trace.schedule[*look].actor;
    Choices without = trace.schedule;
    without.erase(without.begin() + static_cast<std::ptrdiff_t>(*look));
    explore::Replay replay(without, explore::Replay::Mode::strict);
    executor.execute(replay, 0);
    ASSERT_EQ(seen(executor.trace(), killed), seen(trace, killed)) << "execution " << number << ", step " << *look;
    ++looks;
  }
  EXPECT_GE(looks, 3);
}

// Which states a search has come to, one for each choice.
class StateRecorder : public explore::Strategy {
 public:
  explicit StateRecorder(explore::Exhaustive& search) : search_(search) {}

  void begin(std::uint64_t execution) override {
    state_.begin();
    values_.clear();
    search_.begin(execution);
  }
  void watch(const model::Trace& so_far) override {
    state_.add(so_far);
    search_.watch(so_far);
  }
  std::size_t choose(std::span<const model::Choice> choices) override {
    values_.push_back(state_.value(choices));
    return search_.choose(choices);
  }
  void finish(const model::Trace& trace) override { search_.finish(trace); }

  const std::vector<std::uint64_t>& values() const { return values_; }

 private:
  explore::Exhaustive& search_;
  model::StateDigest state_;
  std::vector<std::uint64_t> values_;
};

// What comes from a step on.
model::Trace rest_of(const model::Trace& trace, std::size_t first_step) {
  model::Trace rest = trace;
  std::erase_if(rest.events, [&](const model::Event& event) { return event.step < first_step; });
  return rest;
}

// Where a search gives up because it knows the state, what followed the first time follows again.
class DifferentialStates : public Differential {};

TEST_P(DifferentialStates, EqualStatesHaveEqualFutures) {
  tracee::start_watchdog();
  engine::Executor executor(LOCKPROOF_PROGRAM);
  engine::Play play = this->play();
  play.workers = 2;
  executor.prepare(play);
  explore::Exhaustive search(
      {.watched = model::Watched::marks, .several_faults = false, .signals = false, .past = false});
  StateRecorder recorder(search);
  std::vector<model::Trace> whole;
  std::map<std::uint64_t, std::pair<std::size_t, std::size_t>> first;  // by state: the execution and the step
  int compared = 0;
  for (std::uint64_t number = 0; number < 150 && compared < 25; ++number) {
    const engine::Outcome outcome = executor.execute(recorder, number);
    const model::Trace trace = executor.trace();
    if (!outcome.given_up) {
      for (std::size_t step = 0; step < trace.schedule.size(); ++step)
        first.try_emplace(recorder.values().at(step), whole.size(), step);
      whole.push_back(trace);
      continue;
    }
    const auto known = first.find(recorder.values().back());
    if (known == first.end()) continue;
    const auto& [execution, step] = known->second;
    Choices joined = trace.schedule;
    const Choices& then = whole[execution].schedule;
    joined.insert(joined.end(), then.begin() + static_cast<std::ptrdiff_t>(step), then.end());
    explore::Replay replay(joined, explore::Replay::Mode::strict);
    executor.execute(replay, 0);
    ASSERT_EQ(seen(rest_of(executor.trace(), trace.schedule.size())), seen(rest_of(whole[execution], step)))
        << "execution " << number << ", after step " << trace.schedule.size();
    ++compared;
  }
  EXPECT_GE(compared, 10);
  EXPECT_TRUE(search.merges_states());
}

INSTANTIATE_TEST_SUITE_P(Locks, Differential,
                         testing::Values(Subject{"flock", "build_once"}, Subject{"posix", "kill_mid_build"},
                                         Subject{"ofd", "kill_mid_build"}, Subject{"o_excl", "kill_mid_build"},
                                         Subject{"hard_link", "kill_mid_build"}, Subject{"sentinel", "kill_mid_build"},
                                         Subject{"mkdir_lease", "build_once"}, Subject{"mkdir_lease", "kill_mid_build"},
                                         Subject{"fenced_lease", "kill_mid_build"},
                                         Subject{"unlink_after_unlock", "build_once"}, Subject{"flock", "fork_inside"},
                                         Subject{"flock", "pause_past_lease"}, Subject{"no_op", "build_once"},
                                         Subject{"o_excl", "errors"}),
                         [](const auto& info) { return std::string(info.param.lock) + "_" + info.param.scenario; });

INSTANTIATE_TEST_SUITE_P(Locks, DifferentialStates,
                         testing::Values(Subject{"flock", "kill_mid_build"}, Subject{"ofd", "kill_mid_build"},
                                         Subject{"o_excl", "kill_mid_build"}, Subject{"hard_link", "kill_mid_build"},
                                         Subject{"sentinel", "kill_mid_build"},
                                         Subject{"mkdir_lease", "kill_mid_build"},
                                         Subject{"fenced_lease", "kill_mid_build"}),
                         [](const auto& info) { return std::string(info.param.lock) + "_" + info.param.scenario; });

INSTANTIATE_TEST_SUITE_P(Locks, DifferentialKill,
                         testing::Values(Subject{"flock", "kill_mid_build"}, Subject{"posix", "kill_mid_build"},
                                         Subject{"sentinel", "kill_mid_build"},
                                         Subject{"mkdir_lease", "kill_mid_build"}),
                         [](const auto& info) { return std::string(info.param.lock) + "_" + info.param.scenario; });

}  // namespace
}  // namespace lockproof::e2e
