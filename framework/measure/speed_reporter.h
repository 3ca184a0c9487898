// Google Benchmark's lines, and all figures once more for a summary.
#pragma once

#include <benchmark/benchmark.h>
#include <unistd.h>

#include <string>
#include <tuple>
#include <vector>

#include "measure/speed_summary.h"

namespace lockproof::measure {

class SpeedReporter : public benchmark::ConsoleReporter {
 public:
  SpeedReporter() : ConsoleReporter(isatty(STDOUT_FILENO) == 1 ? OO_ColorTabular : OO_Tabular) {}

  void ReportRuns(const std::vector<Run>& runs) override {
    for (const Run& run : runs) {
      failed_ = failed_ || run.error_occurred;
      if (run.error_occurred || run.run_type != Run::RT_Iteration) continue;
      const auto& [function, arguments] = std::tie(run.run_name.function_name, run.run_name.args);
      auto& figures = figures_[arguments.empty() ? function : function + "/" + arguments];  // "control/actors:3"
      for (const auto& [figure, counter] : run.counters) figures[figure] = counter.value;
    }
    ConsoleReporter::ReportRuns(runs);
  }

  const SpeedFigures& figures() const { return figures_; }
  bool has_failed() const { return failed_; }

 private:
  SpeedFigures figures_;
  bool failed_ = false;
};

}  // namespace lockproof::measure
