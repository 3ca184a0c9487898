#include "reports/sample_summary.h"

#include <array>
#include <string_view>
#include <utility>

namespace lockproof::reports {

using model::Result;

namespace {

// 60 executions of three strategies, of 14 classes.
model::Coverage sample_coverage() {
  constexpr std::array kStrategies = {"random", "pct:3", "pos"};
  model::Coverage coverage;
  for (std::uint64_t number = 0; number < 60; ++number)
    coverage.add(number, model::combine(number < 50 ? number % 10 : number % 4 + 10, 0), kStrategies[number % 3]);
  return coverage;
}

}  // namespace

Result sample_pass(std::string lock, std::string scenario) {
  Result result;
  result.lock = std::move(lock);
  result.scenario = std::move(scenario);
  result.strategy = "dpor";
  result.workers = 3;
  result.executions = 1'204;
  result.executions_planned = 1'204;
  result.exhaustive = true;
  result.search = model::Search{.parts = 1, .basis = {.listed = {5}}, .bounds = "2 actors and no fault"};
  result.search->made = {{.number = 0,
                          .finished = true,
                          .executions = 11,
                          .given_up = 1,
                          .classes = 10,
                          .trace_digest = 0xabc,
                          .steps = 40,
                          .seconds = 0.5,
                          .sample = {{.digest = 0x123, .executions = 1, .first = 2}}}};
  result.steps = 61;
  result.trace_digest = 0x0123456789abcdef;
  result.seconds = 0.75;
  result.virtual_seconds = 300.125;
  result.coverage = sample_coverage();
  return result;
}

Result sample_finding(std::string lock, std::string scenario) {
  Result result = sample_pass(std::move(lock), std::move(scenario));
  result.strategy = "portfolio";
  result.found_by = "pct:3";
  result.executions = 122;
  result.first_execution = 500;
  result.search.reset();
  result.exhaustive = false;
  result.verdict = model::Verdict::violation;
  result.oracle = "mutual_exclusion";
  result.message = "actors 1 and 2 are both inside \"build\"";
  result.steps = 14;
  result.token = "lp1-Zm9vYmFyYmF6";
  return result;
}

model::RunSummary sample_summary() {
  model::RunSummary summary;
  summary.version = "0.1.0";
  summary.seed = 42;
  summary.campaign = 0xfedcba9876543210;
  summary.seconds = 5.5;
  for (const std::string_view lock : {"flock", "mkdir_heartbeat", "hard_link"}) {
    for (const std::string_view scenario : {"handover", "build_once", "pid_reuse"}) {
      summary.results.push_back(sample_pass(std::string(lock), std::string(scenario)));
    }
  }
  auto& results = summary.results;
  results.push_back(sample_finding("age_steal", "handover"));
  results.back().expected = true;
  results.push_back(sample_pass("age_steal", "build_once"));
  results.back().exhaustive = false;
  results[4] = sample_finding("mkdir_heartbeat", "build_once");
  results[4].shrunk_token = "lp1-c2hvcnRlcg";
  results[4].cause = "0123456789abcdef";
  results[4].shrunk_lanes = {"       time  1               2", "+0.000000 s  # enter build   |",
                             "             #               # enter build", "<-- mutual_exclusion: both are inside"};
  results[7].verdict = model::Verdict::inconclusive;
  results[7].message = "actor 2 maps shared memory for writing";
  for (const std::size_t i : {2, 5}) results[i].skipped = "no user namespace: PIDs cannot be reused";
  return summary;
}

model::RunSummary sample_shard() {
  model::RunSummary summary = sample_summary();
  summary.shard = {.number = 2, .of = 4};
  return summary;
}

model::RunSummary sample_merge() {
  model::RunSummary summary = sample_summary();
  summary.shard = {.number = 1, .of = 4};
  for (const std::uint64_t number : {2, 3})
    summary.merged.push_back({.number = number, .results = summary.results, .seconds = 2.5});
  summary.merged[0].results[0].orphaned = 3;
  summary.merged[0].results[0].start = model::kForked;
  return summary;
}

}  // namespace lockproof::reports
