#include "measure/bench.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "explore/split_mix.h"
#include "measure/clock.h"
#include "measure/estimate.h"
#include "measure/fleet.h"

namespace lockproof::measure {
namespace {

using model::ContentionResult;

constexpr std::int64_t kRunNsMin = 2'000'000;

struct Row {
  const Contender* contender;
  const Workload* workload;
  ContentionResult result;
  FleetCounts counts;
};

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
          row.result.rate = workload->step == Workload::Step::build_once ? 0 : plan.rate;  // its rounds set the pace
          row.result.judged_by = workload->figure;
          row.result.skipped = reason_to_skip(contender, *workload);
          rows.push_back(std::move(row));
        }
  return rows;
}

void run_once(Row& row, std::int64_t duration_ns, std::uint64_t seed) {
  const FleetRun run = run_fleet({.contender = row.contender,
                                  .workload = row.workload,
                                  .workers = row.result.workers,
                                  .duration_ns = duration_ns,
                                  .rate = row.result.rate,
                                  .directory = row.result.directory,
                                  .seed = seed});
  row.result.disqualified = run.disqualified;
  if (!run.disqualified.empty()) return;
  row.counts.merge(run.counts);
  row.result.runs.push_back(run.counts.figures());
}

double judged(const ContentionResult& result, const model::ContentionFigures& run) {
  return run.*model::find_contention_figure(result.judged_by)->value;
}

std::vector<double> judged_values(const ContentionResult& result) {
  std::vector<double> values;
  for (const auto& run : result.runs)
    if (const double value = judged(result, run); !std::isnan(value)) values.push_back(value);
  return values;
}

bool is_same_row(const ContentionResult& a, const ContentionResult& b) {
  return a.workload == b.workload && a.directory == b.directory && a.workers == b.workers;
}

// Run by run: whatever slows the machine down for a while slows both sides.
void compare(ContentionResult& result, const ContentionResult& yardstick) {
  std::vector<double> ratios;
  for (std::size_t i = 0; i < std::min(result.runs.size(), yardstick.runs.size()); ++i) {
    const double ratio = judged(result, result.runs[i]) / judged(yardstick, yardstick.runs[i]);
    if (std::isfinite(ratio)) ratios.push_back(ratio);
  }
  if (!ratios.empty()) result.ratio = estimate(ratios);
}

// How long the runs of a round take, so that all rounds together take the time that there is: what a run costs besides
// (forks, those who still wait at its end) differs from machine to machine.
class Pace {
 public:
  Pace(const BenchPlan& plan, std::size_t rows)
      : rows_(std::max<std::int64_t>(1, static_cast<std::int64_t>(rows))),
        rounds_left_(plan.repetitions),
        round_start_ns_(now_ns()),
        end_ns_(round_start_ns_ + static_cast<std::int64_t>(1e9 * plan.seconds)) {}

  std::int64_t next_round_ns() {
    const std::int64_t now = now_ns();
    if (duration_ns_ > 0) overhead_ns_ = std::max<std::int64_t>(0, (now - round_start_ns_) / rows_ - duration_ns_);
    round_start_ns_ = now;
    duration_ns_ = std::max(kRunNsMin, (end_ns_ - now) / (rounds_left_ * rows_) - overhead_ns_);
    rounds_left_ = std::max(1, rounds_left_ - 1);
    return duration_ns_;
  }

 private:
  std::int64_t rows_;
  int rounds_left_;
  std::int64_t round_start_ns_;
  std::int64_t end_ns_;
  std::int64_t duration_ns_ = 0;
  std::int64_t overhead_ns_ = 10'000'000;  // a guess, for the first round
};

}  // namespace

std::string reason_to_skip(const Contender& contender, const Workload& workload) {
  if (workload.kill_every_ns == 0) return "";
  if (!contender.contract.kill_safe) return "its contract promises nothing after a kill";
  if (contender.contract.recovery_max > std::chrono::seconds(1))
    return "its contract lets it recover later than in 1 s";
  return "";
}

std::vector<ContentionResult> run_bench(const BenchPlan& plan,
                                        const std::function<void(const BenchProgress&)>& progress) {
  std::vector<Row> rows = make_rows(plan);
  BenchProgress done{.runs_planned = rows.size() * static_cast<std::uint64_t>(plan.repetitions)};
  Pace pace(plan, rows.size());
  explore::SplitMix random(1);
  for (int repetition = 0; repetition < plan.repetitions; ++repetition) {
    const std::int64_t duration_ns = pace.next_round_ns();
    std::vector<Row*> order;
    order.reserve(rows.size());
    for (Row& row : rows) order.push_back(&row);
    for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[random.below(i)]);
    for (Row* row : order) {
      done.doing = fmt::format("{} in {}, {} workers", row->result.lock, row->result.workload, row->result.workers);
      progress(done);
      if (is_measured(row->result)) run_once(*row, duration_ns, static_cast<std::uint64_t>(repetition) + 1);
      ++done.runs_done;
    }
  }
  std::vector<ContentionResult> results;
  for (Row& row : rows) {
    if (is_measured(row.result)) {
      row.result.whole = row.counts.figures();
      row.result.acquire_curve = row.counts.acquire_curve();
      if (const auto values = judged_values(row.result); !values.empty()) row.result.judged = estimate(values);
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
    if (const auto values = judged_values(result); result.lock == compared_with && values.size() > 1)
      spreads.push_back(spread(values));
  return spreads.empty() ? model::kNotMeasured : median(spreads);
}

}  // namespace lockproof::measure
