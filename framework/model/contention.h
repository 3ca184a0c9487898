// What `lockproof bench` found: how locks behave when processes contend for them. Durations are in nanoseconds.
#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lockproof::model {

inline constexpr double kNotMeasured = std::numeric_limits<double>::quiet_NaN();

// Of one run of a fleet, or of several whose histograms were merged. What was not measured is not a number.
struct ContentionFigures {
  double acquire_p50_ns = kNotMeasured;  // from the wish (open loop: from the intended start) to the lock
  double acquire_p90_ns = kNotMeasured;
  double acquire_p99_ns = kNotMeasured;
  double acquire_p999_ns = kNotMeasured;
  double acquire_max_ns = kNotMeasured;
  double handoff_p50_ns = kNotMeasured;  // from a release, or the kill of the holder, to the next, who waited for it
  double handoff_p99_ns = kNotMeasured;
  double acquisitions = 0;
  double acquisitions_per_s = 0;
  double jain = kNotMeasured;           // Jain's index of acquisitions: 1 all equal, 1/n one has them all
  double longest_run = 0;               // acquisitions in a row by one process
  double waiter_cpu_ns = kNotMeasured;  // CPU time that an acquisition burns
  double switches = kNotMeasured;       // context switches for each acquisition
};

// A figure by name, as in --fail-if and in the counters of the JSON.
struct ContentionFigure {
  std::string_view name;
  double ContentionFigures::*value;
  std::string_view summary;
};
std::span<const ContentionFigure> contention_figures();
const ContentionFigure* find_contention_figure(std::string_view name);

// A median and where it lies with a confidence of 95 %.
struct Estimate {
  double median = 0;
  double low = 0;
  double high = 0;

  friend bool operator==(const Estimate&, const Estimate&) = default;
};

// One lock in one workload with so many processes in one directory.
struct ContentionResult {
  std::string workload{};
  std::string lock{};
  std::string note{};  // of a row that is there for comparison: what it shows
  int workers = 0;
  std::string directory{};
  double calls = kNotMeasured;  // visible system calls of an acquisition and its release, where nobody contends
  double rate = 0;              // acquisitions wanted in a second, by all; 0: closed loop, as many as there can be

  // Of all runs: shares of the acquisitions, and how many ns the fastest of so large a share took at most. Rising.
  std::vector<std::pair<double, double>> acquire_curve{};
  std::vector<ContentionFigures> runs{};  // interleaved with those of the other locks
  ContentionFigures whole{};              // of the merged histograms of all runs
  std::string judged_by = "p50";          // the figure that matters here
  Estimate judged{};                      // its values in the runs
  std::optional<Estimate> ratio{};        // of these to those of the lock of comparison, run by run
  std::string disqualified{};             // why the figures mean nothing; empty if they do
  std::string skipped{};                  // why it was not measured
};

bool is_measured(const ContentionResult& result);

// Why it was not: "disqualified: ...", "skipped, because ...". Requires: it was not.
std::string reason_unmeasured(const ContentionResult& result);

// "hot/flock/workers:2/dir:/dev/shm", and "rate:1000" for an open loop.
std::string contention_name(const ContentionResult& result);

// Another's program that locks files, for scale: what it counts as an operation is not an acquisition.
struct OtherProgram {
  std::string name{};
  std::string directory{};
  int workers = 0;
  double operations_per_s = 0;
};

struct ContentionReport {
  std::string version{};
  int cpus = 1;
  std::vector<std::pair<std::string, std::string>> machine{};  // what it is, in words
  std::string compared_with{};                                 // the lock of ContentionResult::ratio
  double spread = 0;  // of that lock: how far the medians of its runs lie apart, (max - min) / median, typically
  std::vector<ContentionResult> results{};
  std::vector<OtherProgram> others{};
  std::string others_not_shown{};  // why there are none; empty if nobody asked for them
  double seconds = 0;
};

}  // namespace lockproof::model
