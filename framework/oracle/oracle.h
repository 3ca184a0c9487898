// A judge of traces. Pure: it sees the trace and the rules, never the world.
#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "lockproof/contract.h"
#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::oracle {

// What an execution is judged by.
struct Rules {
  Contract contract{};
  std::string lock_path{};                     // glob relative to the world, "locks/build.lock", "locks/*.lock"
  std::vector<std::string> more_lock_paths{};  // where the scenario has several keys
  std::vector<std::string> private_paths{};    // globs relative to the world: no two actors may write to the same one
  std::vector<std::string> protected_paths{};  // globs: while an actor is inside, no other one writes to them
  std::vector<std::string> may_stay{};         // the scenario's: globs relative to the world
  std::chrono::nanoseconds progress_max{};     // virtual; beyond the contract's recovery time; 0: without limit
  std::chrono::nanoseconds hold_max{};         // virtual; who is inside for longer is overdue; 0: nobody ever is
  std::string check{};                         // the command of actor "check", if there is one
  bool excuses_failures = true;                // who was struck by an injected error may fail
  bool lock_is_program = false;                // which exits with open files, says nothing, and waits for its body, too
};

class Oracle {
 public:
  virtual ~Oracle() = default;

  // Forgets what it saw; a new execution is judged. `rules` outlives the execution.
  virtual void begin(const Rules& rules) = 0;

  // Called for each event, in order: trace.events[index] is new. Returns the finding as soon as it is certain.
  virtual std::optional<model::Violation> observe(const model::Trace& trace, std::size_t index) = 0;

  // The execution is over: trace.end and trace.residue are there.
  virtual std::optional<model::Violation> finish(const model::Trace& trace) = 0;
};

struct OracleInfo {
  std::string_view name;     // "mutual_exclusion"
  std::string_view summary;  // one line
  std::unique_ptr<Oracle> (*make)();

  // Whether its verdict is the same for executions that differ only in the order of events that are neither marks about
  // one thing, nor ends of actors in the midst of it, nor moves of the clock, or in what the killed saw last.
  bool goes_by_marks = false;

  // Whether, besides, nothing of the past can change its verdict on what comes but what model/state_digest.h keeps: of
  // the dead, how they ended and their marks "begin", "end", "fail", "complete" and "partial"; of the killed, only that
  // they were, and "end" and "fail".
  bool goes_by_state = false;
};

// All of them, by name.
std::span<const OracleInfo> all_oracles();

// Null if there is none of that name.
const OracleInfo* find_oracle(std::string_view name);

// Judges a complete trace from its first event on: what saved traces are judged with. Returns the earliest finding,
// and of several at one event that of the oracle listed first. Throws std::invalid_argument if a name is unknown.
std::optional<model::Violation> judge(const model::Trace& trace, const Rules& rules,
                                      std::span<const std::string_view> oracles);

}  // namespace lockproof::oracle
