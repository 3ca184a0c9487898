// Locks side by side: all of them in every workload, with so many processes, in rounds. In each round each runs once,
// in another order each time, so that what the machine does meanwhile strikes all alike.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <string>
#include <vector>

#include "measure/contender.h"
#include "measure/workload.h"
#include "model/contention.h"

namespace lockproof::measure {

struct BenchPlan {
  std::vector<Contender> contenders{};
  std::vector<const Workload*> workloads{};
  std::vector<int> workers{};
  std::vector<std::filesystem::path> directories{};
  double rate = 0;              // model::ContentionResult
  double seconds = 0;           // of wall time, about, for everything together
  int repetitions = 1;          // rounds
  std::string compared_with{};  // the contender with which the others are compared
};

struct BenchProgress {
  std::uint64_t runs_done = 0;
  std::uint64_t runs_planned = 0;
  std::string doing{};
};

// Why the contract of the contender does not cover the workload; empty if it does.
std::string reason_to_skip(const Contender& contender, const Workload& workload);

// A row for each contender in each workload, with each number of workers, in each directory. A contender that is
// disqualified in one run of a row runs no more in that row; one whose contract does not cover a workload is skipped.
std::vector<model::ContentionResult> run_bench(const BenchPlan& plan,
                                               const std::function<void(const BenchProgress&)>& progress);

// Of the contender of comparison: the median over its rows of how far their runs lie apart. Not a number with fewer
// than two runs.
double typical_spread(const std::vector<model::ContentionResult>& results, const std::string& compared_with);

}  // namespace lockproof::measure
