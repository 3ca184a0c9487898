// One execution at a time: the world offers, the strategy picks, the oracles watch.
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/play.h"
#include "explore/strategy.h"
#include "model/trace.h"
#include "model/verdict.h"
#include "oracle/oracle.h"
#include "tracee/stage.h"
#include "world/world.h"

namespace lockproof::engine {

struct Outcome {
  model::Verdict verdict = model::Verdict::pass;
  std::optional<model::Violation> violation;
  std::uint64_t digest = 0;
  bool spared = false;    // a program was spared its start-up, or can be in other executions
  bool given_up = false;  // by the strategy, before its end: the verdict is about what came before
};

// Two executions of the same schedule differed: lockproof itself is wrong. what() holds the first difference.
class Nondeterminism : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Belongs to the thread that made it.
class Executor {
 public:
  // `program` is the lockproof program itself; its hidden verb "__stage" must call tracee::serve. Throws
  // tracee::Refused.
  explicit Executor(const std::string& program) : stage_(program, {"__stage"}), world_(stage_) {}

  // Everything after this plays `play`.
  void prepare(const Play& play);

  // Execution `number` under `strategy`; the trace is trace() until the next call. `watch_results`: see World::Setup.
  Outcome execute(explore::Strategy& strategy, std::uint64_t number, bool watch_results = false);
  const model::Trace& trace() const { return trace_; }

  // Makes the first choices of an execution, and gives the process of an actor up to a debugger, see World::let_go().
  // Throws std::invalid_argument if there is no such actor alive, or a choice is not there to be made.
  pid_t let_go(std::span<const model::Choice> beginning, std::string_view actor);

  // Executes again what was just executed, now with no result taken as implied, and compares. Also compares the files
  // that are left with those that lockproof believes in. Throws Nondeterminism.
  void confirm(explore::Strategy& strategy, std::uint64_t number);

 private:
  void begin(bool watch_results);
  bool run(explore::Strategy& strategy);
  bool observe_new_events();

  tracee::Stage stage_;
  model::Trace trace_;  // outlives the world, which writes to it to the end
  world::World world_;
  Play play_;
  std::string text_;
  oracle::Rules rules_;
  std::vector<std::unique_ptr<oracle::Oracle>> oracles_;
  std::vector<model::Choice> choices_;
  std::size_t events_seen_ = 0;
  std::optional<model::Violation> violation_;
};

}  // namespace lockproof::engine
