#include "measure/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>

#include "explore/split_mix.h"
#include "measure/estimate.h"
#include "measure/fleet.h"

namespace lockproof::measure {
namespace {

using model::ContentionResult;

constexpr double run_overhead_s = 0.012;  // forks, and those who still wait at the end
constexpr double run_min_s = 0.002;

struct Row {
  const Contender* contender;
  const Workload* workload;
  ContentionResult result;
  FleetCounts counts;
};

bool is_measured(const Row& row) {
  return row.result.skipped.empty() && row.result.disqualified.empty();
}

std::string reason_to_skip(const Contender& contender, const Workload& workload) {
  if (workload.kill_every_ns == 0) return "";
  if (!contender.contract.kill_safe) return "its contract promises nothing after a kill";
  if (contender.contract.recovery_max > std::chrono::seconds(1))
    return "its contract lets it recover later than in 1 s";
  return "";
}

std::vector<Row> make_rows(const BenchPlan& plan) {
  std::vector<Row> rows;
  for (const Workload* workload : plan.workloads)
    for (const auto& directory : plan.directories)
      for (const int workers : workload->workers != 0 ? std::vector{workload->workers} : plan.workers)
        for (const Contender& contender : plan.contenders) {
          Row row{.contender = &contender, .workload = workload, .result = {}, .counts = {}};
          row.result.workload = workload->name;
          row.result.lock = contender.name;
          row.result.note = contender.note;
          row.result.workers = workers;
          row.result.directory = directory;
          row.result.rate = plan.rate;
          row.result.skipped = reason_to_skip(contender, *workload);
          rows.push_back(std::move(row));
        }
  return rows;
}

void run_once(const BenchPlan& plan, Row& row, std::int64_t duration_ns, std::uint64_t seed) {
  const FleetRun run = run_fleet({.contender = row.contender,
                                  .workload = row.workload,
                                  .workers = row.result.workers,
                                  .duration_ns = duration_ns,
                                  .rate = plan.rate,
                                  .directory = row.result.directory,
                                  .seed = seed});
  row.result.disqualified = run.disqualified;
  if (!run.disqualified.empty()) return;
  row.counts.merge(run.counts);
  row.result.runs.push_back(run.counts.figures());
}

std::vector<double> medians_of(const ContentionResult& result) {
  std::vector<double> medians;
  for (const auto& run : result.runs)
    if (!std::isnan(run.acquire_p50_ns)) medians.push_back(run.acquire_p50_ns);
  return medians;
}

bool is_same_row(const ContentionResult& a, const ContentionResult& b) {
  return a.workload == b.workload && a.directory == b.directory && a.workers == b.workers;
}

// Run by run: whatever slows the machine down for a while slows both sides.
void compare(ContentionResult& result, const ContentionResult& yardstick) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(result.runs.size(), yardstick.runs.size()); ++i) {
    const double ratio = result.runs[i].acquire_p50_ns / yardstick.runs[i].acquire_p50_ns;
    if (std::isfinite(ratio)) ratios.push_back(ratio);
  }
  if (!ratios.empty()) result.ratio = estimate(ratios);
}

}  // namespace

std::vector<ContentionResult> run_bench(const BenchPlan& plan,
                                        const std::function<void(const BenchProgress&)>& progress) {
  std::vector<Row> rows = make_rows(plan);
  BenchProgress done{.runs_planned = rows.size() * static_cast<std::uint64_t>(plan.repetitions)};
  const double run_s = plan.seconds / static_cast<double>(std::max<std::uint64_t>(done.runs_planned, 1));
  const auto duration_ns = static_cast<std::int64_t>(1e9 * std::max(run_s - run_overhead_s, run_min_s));
  explore::SplitMix random(1);
  for (int repetition = 0; repetition < plan.repetitions; ++repetition) {
    std::vector<Row*> order;
    for (Row& row : rows) order.push_back(&row);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (Row* row : order) {
      done.doing = fmt::format("{} in {}, {} workers", row->result.lock, row->result.workload, row->result.workers);
      progress(done);
      if (is_measured(*row)) run_once(plan, *row, duration_ns, static_cast<std::uint64_t>(repetition) + 1);
      ++done.runs_done;
    }
  }
  std::vector<ContentionResult> results;
  for (Row& row : rows) {
    if (is_measured(row)) {
      row.result.whole = row.counts.figures();
      if (const auto medians = medians_of(row.result); !medians.empty()) row.result.acquire_p50_ns = estimate(medians);
    }
    results.push_back(std::move(row.result));
  }
  for (ContentionResult& result : results)
    for (const ContentionResult& other : results)
      if (other.lock == plan.compared_with && is_same_row(result, other) && result.lock != other.lock)
        compare(result, other);
  return results;
}

double typical_spread(const std::vector<ContentionResult>& results, const std::string& compared_with) {
  std::vector<double> spreads;
  for (const ContentionResult& result : results)
    if (const auto medians = medians_of(result); result.lock == compared_with && !medians.empty())
      spreads.push_back(spread(medians));
  return spreads.empty() ? 0 : median(spreads);
}

}  // namespace lockproof::measure
