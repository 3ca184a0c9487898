#include "model/contention.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace lockproof::model {

std::span<const ContentionFigure> contention_figures() {
  using F = ContentionFigures;
  static constexpr std::array kFigures{
      ContentionFigure{"p50", &F::acquire_p50_ns, "median of the time that an acquisition takes, in ns"},
      ContentionFigure{"p90", &F::acquire_p90_ns, "90 % take no longer"},
      ContentionFigure{"p99", &F::acquire_p99_ns, "99 % take no longer"},
      ContentionFigure{"p99.9", &F::acquire_p999_ns, "99.9 % take no longer"},
      ContentionFigure{"max", &F::acquire_max_ns, "longest wait"},
      ContentionFigure{"handoff", &F::handoff_p50_ns,
                       "median of the time from a release to the next acquisition, in ns"},
      ContentionFigure{"handoff_p99", &F::handoff_p99_ns, "99 % take no longer"},
      ContentionFigure{"acquisitions", &F::acquisitions, "acquisitions"},
      ContentionFigure{"throughput", &F::acquisitions_per_s, "acquisitions in a second"},
      ContentionFigure{"jain", &F::jain, "fairness"},
      ContentionFigure{"longest_run", &F::longest_run, "acquisitions in a row by one process"},
      ContentionFigure{"cpu", &F::waiter_cpu_ns, "CPU time of an acquisition, in ns"},
      ContentionFigure{"switches", &F::switches, "context switches of an acquisition"},
  };
  return kFigures;
}

const ContentionFigure* find_contention_figure(std::string_view name) {
  const auto figures = contention_figures();
  const auto found = std::ranges::find(figures, name, &ContentionFigure::name);
  return found == figures.end() ? nullptr : &*found;
}

bool is_measured(const ContentionResult& result) {
  return result.disqualified.empty() && result.skipped.empty();
}

std::string reason_unmeasured(const ContentionResult& result) {
  return result.disqualified.empty() ? "skipped, because " + result.skipped : "disqualified: " + result.disqualified;
}

std::string contention_name(const ContentionResult& result) {
  const std::string rate = result.rate > 0 ? fmt::format("/rate:{:g}", result.rate) : "";
  return fmt::format("{}/{}/workers:{}{}/dir:{}", result.workload, result.lock, result.workers, rate, result.directory);
}

}  // namespace lockproof::model
