// For tests: the code of the actors stands in the test itself, and the test picks every choice. The test program
// is its own stage: rehearsal.cc has its main().
#pragma once

#include <cstdint>
#include <ctime>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/scenario.h"
#include "model/trace.h"
#include "world/world.h"

namespace lockproof::world {

// What actor `number` (from 1) does; runs in the actor, so it must capture nothing. Returns the exit status.
using Part = int (*)(int number);

struct Cast {
  int actors = 1;
  std::uint64_t seed = 0;
  void (*prepare)() = nullptr;  // lays out the world; runs in the fork server
  bool watch_results = false;   // as in World::Setup
  FaultBudget faults{.kills = {{.count = 1}}};
  Conditions conditions{};
};

// One execution. Actors have the numbers 1, 2, ... in order of appearance, descendants included. A step that is not
// among the choices throws std::logic_error, which fails the test.
class Rehearsal {
 public:
  explicit Rehearsal(Part part, Cast cast = {});
  ~Rehearsal();

  bool can_run(int number);
  void run(int number, int steps = 1);
  void run_while_it_can(int number);
  void run_until_it_says(int number, std::string_view line);
  void kill(int number);
  void kill_tree(int number);
  void reuse_pid(int number);   // of whom is dead: by the first of Cast::faults.pid_reuses
  void pause(int number);       // by the first of Cast::faults.pauses
  void step_clock(int number);  // by the first of Cast::faults.clock_steps
  void advance_clock();         // to the next timer

  // To the end of the execution: the first actor that can run goes on; the clock moves when none can. Then compares the
  // files of the world with what lockproof believes. Valid until the next Rehearsal.
  const model::Trace& finish();

  // The same, with each choice drawn at random (faults excepted).
  const model::Trace& finish_at_random(std::uint64_t seed);

  // The same, with at most one fault.
  const model::Trace& finish_with_one_fault(std::uint64_t seed);

  const model::Trace& trace() const { return trace_; }

 private:
  void apply(model::Choice choice);
  const model::Trace& end();

  std::unique_ptr<World> world_;
  model::Trace trace_;
};

// A whole execution in which nothing is left to choose, or nothing that matters.
model::Trace rehearse(Part part, Cast cast = {});

// For parts: a line on standard output, printf(3) style.
[[gnu::format(printf, 1, 2)]] void say(const char* format, ...);

// For parts: how long the execution has lasted, as this clock shows it.
double since_start_s(clockid_t clock = CLOCK_MONOTONIC);

// The lines that were said, in order; `number` 0: by anybody.
std::vector<std::string> lines(const model::Trace& trace, int number = 0);

// How the actor ended: "exit 0", "SIGKILL"; empty if it did not.
std::string fate(const model::Trace& trace, int number);

// The first operation of the actor with this name; there is one.
const model::Operation& first_operation(const model::Trace& trace, int number, std::string_view name);

// Events of this kind, of anybody.
int count(const model::Trace& trace, model::Event::Kind kind);

}  // namespace lockproof::world
