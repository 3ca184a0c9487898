// What `lockproof run` found: one Result for each lock in each scenario, and all of them together.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "model/coverage.h"
#include "model/search.h"
#include "model/shard.h"
#include "model/trace.h"
#include "model/verdict.h"

namespace lockproof::model {

// Result::start of a command that was spared its start-up: each time, a copy went on from where it first does something
// that others can see.
inline constexpr const char* kForked = "fork server";

// What is said of one lock in one scenario after all executions of it.
struct Result {
  std::string lock;  // name, or the --lock-command text
  std::string scenario;
  std::string strategy;
  std::uint32_t workers = 0;
  std::uint64_t executions = 0;
  std::uint64_t first_execution = 0;     // the number of the first one, in the whole campaign
  std::uint64_t executions_planned = 0;  // had there been no violation, and time enough
  bool exhaustive = false;               // every schedule within the bounds was tried
  Verdict verdict = Verdict::pass;
  std::string oracle;             // of a violation: which one fired
  std::string message;            // what broke, or why nothing can be said; one sentence
  bool expected = false;          // a violation that must be found: of a deliberately broken lock by the oracle that it
                                  // names, or of any lock outside of its contract
  bool outside_contract = false;  // the lock does not promise to hold here: a violation is a known limit
  std::uint32_t steps = 0;        // choices in the shortest violating schedule, or in the last execution
  std::string token;              // replays that schedule
  std::string shrunk_token;       // ... made as short as possible; empty: nobody has tried
  std::vector<std::string> shrunk_lanes;  // that execution in a few lines of text; may be empty
  std::string cause;                      // of that execution: equal where one defect of a lock broke the oracle
  std::uint64_t trace_digest = 0;         // of every execution, in order
  Coverage coverage;                      // of all executions but those that an exhaustive search gave up
  std::string found_by;                   // of a violation: the strategy of a portfolio that made the execution
  double seconds = 0;                     // wall time
  double virtual_seconds = 0;             // of all executions together
  std::uint64_t orphaned = 0;    // executions in which a body outlived its wrapper inside of the critical section
  std::optional<Search> search;  // an exhaustive one: counts above are sums of those of its parts
  std::string start;             // of a command: see kForked; "exec": all of its copies were started anew each time
  std::string skipped;           // why it was not run; empty if it was. Then verdict and counts say nothing
  std::string failure;  // what went wrong in lockproof itself, so that nothing can be said; empty if nothing did

  friend bool operator==(const Result&, const Result&) = default;
};

// A violation where the lock's contract promises nothing.
inline bool is_known_limit(const Result& result) {
  return result.skipped.empty() && result.outside_contract && result.verdict == Verdict::violation;
}

// Whether both show one defect of one lock.
inline bool is_same_defect(const Result& left, const Result& right) {
  return !left.cause.empty() && left.cause == right.cause && left.lock == right.lock;
}

// What one shard of a campaign found.
struct ShardResults {
  std::uint64_t number = 1;
  std::vector<Result> results;
  double seconds = 0;

  friend bool operator==(const ShardResults&, const ShardResults&) = default;
};

struct RunSummary {
  std::string version;  // of lockproof
  std::uint64_t seed = 0;
  std::vector<Result> results;
  double seconds = 0;  // wall time of the whole run; less than the sum of the results' where jobs run in parallel
  std::uint64_t campaign = 0;        // equal for all shards of one campaign, and for no others; 0: not known
  Shard shard;                       // which these are the results of
  std::vector<ShardResults> merged;  // the shards that `results` were put together from, by number; else empty

  friend bool operator==(const RunSummary&, const RunSummary&) = default;
};

// Of all executions of all results, in order: what two runs with the same seed must agree in.
inline std::uint64_t digest(const RunSummary& summary) {
  std::uint64_t so_far = 0;
  for (const Result& result : summary.results) {
    if (result.skipped.empty()) so_far = combine(so_far, result.trace_digest);
  }
  return so_far;
}

}  // namespace lockproof::model
