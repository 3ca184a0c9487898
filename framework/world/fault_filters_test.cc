// Faults strike where their filters let them, and nowhere else: real actors, a fault at any step that is offered.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <string>
#include <vector>

#include "lockproof/probe.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::Choice;
using model::Event;
using testing::AllOf;
using testing::Contains;
using testing::Each;
using testing::ElementsAre;
using testing::UnorderedElementsAre;

constexpr int kExecutions = 150;

// mkdir a1; rename a1, b1; enter; mkdir c1; leave; rmdir c1.
int walk(int number) {
  const std::string a = "a" + std::to_string(number);
  const std::string b = "b" + std::to_string(number);
  const std::string c = "c" + std::to_string(number);
  mkdir(a.c_str(), 0700);
  std::rename(a.c_str(), b.c_str());
  lockproof_mark("enter", "k");
  mkdir(c.c_str(), 0700);
  lockproof_mark("leave", "k");
  rmdir(c.c_str());
  return 0;
}

// Whom a fault struck, and the paths of the operation that came next by that actor, or would have.
struct Blow {
  int number = 0;
  int operations_before = 0;
  friend bool operator==(const Blow&, const Blow&) = default;
};

std::vector<Blow> blows(Choice::Kind kind, const FaultBudget& faults, Part part = walk) {
  std::vector<Blow> all;
  for (int seed = 0; seed < kExecutions; ++seed) {
    const model::Trace trace = Rehearsal(part, {.actors = 3, .faults = faults}).finish_with_one_fault(seed);
    for (std::size_t step = 0; step < trace.schedule.size(); ++step) {
      if (trace.schedule[step].kind != kind) continue;
      Blow blow{.number = trace.schedule[step].actor + 1};
      for (const Event& event : trace.events)
        blow.operations_before +=
            event.kind == Event::Kind::operation && event.actor == blow.number - 1 && event.step < step;
      all.push_back(blow);
    }
  }
  return all;
}

std::vector<Blow> different(std::vector<Blow> all) {
  std::vector<Blow> seen;
  for (const Blow& blow : all)
    if (std::ranges::find(seen, blow) == seen.end()) seen.push_back(blow);
  return seen;
}

TEST(FaultFiltersTest, WithoutAFilterAKillStrikesEverywhere) {
  const auto all = different(blows(Choice::Kind::kill, {.kills = {{}, {}}}));
  EXPECT_GE(all.size(), 6U);  // of 15: 3 actors at 5 steps each, the early ones more often
}

TEST(FaultFiltersTest, AKillOfOneActorAtRenameStrikesNowhereElse) {
  const auto all = different(blows(Choice::Kind::kill, {.kills = {{.filter = {.calls = "rename", .actor = 1}}}}));
  EXPECT_THAT(all, ElementsAre(Blow{1, 1}));
}

TEST(FaultFiltersTest, PathsAreThoseOfTheOperation) {
  const auto all = different(blows(Choice::Kind::kill, {.kills = {{.filter = {.path = "b*"}}}}));
  EXPECT_THAT(all, UnorderedElementsAre(Blow{1, 1}, Blow{2, 1}, Blow{3, 1}));
}

TEST(FaultFiltersTest, InsideIsBetweenEnterAndLeave) {
  const auto all = different(blows(Choice::Kind::kill_tree, {.tree_kills = {{.filter = {.phase = Phase::inside}}}}));
  EXPECT_THAT(all, UnorderedElementsAre(Blow{1, 2}, Blow{2, 2}, Blow{3, 2}));
}

TEST(FaultFiltersTest, EveryKindOfFaultHasAFilter) {
  const FaultFilter filter{.calls = "rename", .actor = 2};
  const std::vector<std::pair<Choice::Kind, FaultBudget>> kinds = {
      {Choice::Kind::kill, {.kills = {{.filter = filter}}}},
      {Choice::Kind::kill_tree, {.tree_kills = {{.filter = filter}}}},
      {Choice::Kind::signal, {.signals = {{.number = SIGTERM, .filter = filter}}}},
      {Choice::Kind::pause, {.pauses = {{.duration = std::chrono::seconds(1), .filter = filter}}}},
      {Choice::Kind::step_clock, {.clock_steps = {{.by = std::chrono::seconds(1), .filter = filter}}}},
      {Choice::Kind::fail, {.injections = {{.filter = filter, .error = EIO}}}}};
  for (const auto& [kind, faults] : kinds)
    EXPECT_THAT(different(blows(kind, faults)), ElementsAre(Blow{2, 1})) << static_cast<int>(kind);
}

TEST(FaultFiltersTest, APidIsReusedOfWhoDiedThere) {
  FaultBudget faults{.pid_reuses = {{.filter = {.calls = "rename"}}}};
  EXPECT_THAT(blows(Choice::Kind::reuse_pid, faults), testing::IsEmpty());  // they die of exit
  faults.pid_reuses = {{.filter = {.calls = "exit_group", .actor = 3}}};
  EXPECT_THAT(different(blows(Choice::Kind::reuse_pid, faults)), Each(testing::Field(&Blow::number, 3)));
}

// Kills of whoever waits in a call are filtered by that call.
TEST(FaultFiltersTest, WhoWaitsInACallStandsAtIt) {
  const Part sleeper = [](int) { return usleep(1000); };
  const auto all =
      different(blows(Choice::Kind::kill, {.kills = {{.filter = {.calls = "clock_nanosleep", .actor = 2}}}}, sleeper));
  EXPECT_THAT(all, ElementsAre(Blow{2, 0}));
}

// The wrapper of a protected command is inside while the command is.
TEST(FaultFiltersTest, AnActorIsInsideWhileItsChildIs) {
  const Part wrapper = [](int) {
    const pid_t child = fork();
    if (child == 0) {
      lockproof_mark("enter", "k");
      mkdir("held", 0700);
      lockproof_mark("leave", "k");
      _exit(0);
    }
    return waitpid(child, nullptr, 0) == child ? 0 : 1;
  };
  const auto inside = blows(Choice::Kind::kill, {.kills = {{.filter = {.phase = Phase::inside}}}}, wrapper);
  EXPECT_THAT(different(inside), Contains(testing::Field(&Blow::operations_before, 1)));
  const auto at_fork =
      blows(Choice::Kind::kill, {.kills = {{.filter = {.calls = "clone", .phase = Phase::inside}}}}, wrapper);
  EXPECT_THAT(at_fork, testing::IsEmpty());
}

}  // namespace
}  // namespace lockproof::world
