// The format of Google Benchmark's --benchmark_out: its tools (compare.py) read what `lockproof bench --json` writes.
#pragma once

#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "model/contention.h"

namespace lockproof::reports {

// An entry for each run: real_time is the median time of an acquisition, cpu_time the CPU time that one burns; every
// figure is a counter. What was disqualified is an entry with error_occurred.
std::string to_google_benchmark(const model::ContentionReport& report);

// The text is not what to_google_benchmark() writes; what() says where.
class BadBenchmark : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// The rows and their runs, for comparison; nothing that is computed from them.
std::vector<model::ContentionResult> contention_from_google_benchmark(std::string_view text);

}  // namespace lockproof::reports
