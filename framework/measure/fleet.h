// One run of a benchmark: real processes, forked, contend for locks for a while. Nothing is traced, no time is virtual.
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include "measure/contender.h"
#include "measure/histogram.h"
#include "measure/workload.h"
#include "model/contention.h"

namespace lockproof::measure {

struct FleetPlan {
  const Contender* contender = nullptr;
  const Workload* workload = nullptr;
  int workers = 2;
  std::int64_t duration_ns = 0;
  double rate = 0;                    // model::ContentionResult
  std::filesystem::path directory{};  // a fresh directory in it is used, and removed
  std::uint64_t seed = 1;             // of the keys and of the intended starts
};

// The counts of a run, which can be added to those of another run.
struct FleetCounts {
  Histogram acquire{};
  Histogram handoff{};
  std::vector<std::uint64_t> acquisitions{};  // by worker
  std::int64_t elapsed_ns = 0;
  std::int64_t cpu_ns = 0;
  std::uint64_t cpu_samples = 0;
  std::uint64_t switches = 0;
  std::uint64_t switched_acquisitions = 0;
  std::uint64_t longest_run = 0;

  void merge(const FleetCounts& other);
  model::ContentionFigures figures() const;
  std::vector<std::pair<double, double>> acquire_curve() const;  // model::ContentionResult
};

struct FleetRun {
  FleetCounts counts;
  std::string disqualified{};  // the lock failed: empty if it did not
};

// Never hangs, and leaves no process: a lock that keeps somebody out for ever, or fails, is disqualified. Throws
// std::system_error if the machine refuses.
FleetRun run_fleet(const FleetPlan& plan);

// Jain's fairness index. Not a number if all are 0.
double jain_index(const std::vector<std::uint64_t>& shares);

}  // namespace lockproof::measure
