#include "cli/shrunk_results.h"

#include <algorithm>
#include <cstdint>
#include <vector>

#include "cli/command_line.h"
#include "cli/shrunk_finding.h"
#include "model/schedule.h"
#include "reports/excerpt.h"
#include "reports/fingerprint.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

using model::Result;

constexpr std::size_t kLanesMax = 3;  // more do not fit on a screen
constexpr std::uint64_t kAttemptsMax = 150;
constexpr std::uint64_t kAttemptsMin = 6;
constexpr std::uint64_t kStepsMax = 60'000;  // of all attempts together, about
constexpr std::uint64_t kStepsOfOneMax = 20'000;
constexpr std::uint64_t kCommandAttemptsMax = 20;  // programs take long to start
constexpr std::uint64_t kAttemptsOfAllMax = 60;    // ... those of all findings together, about

// Nobody waits for minutes for a finding that is shown already: `shrink` has all the time. A count and no time limit,
// so that every run shows the same.
std::uint64_t attempts_max(const engine::Play& play, const model::Schedule& schedule, std::uint64_t findings) {
  if (play.lock == nullptr) return std::clamp(kAttemptsOfAllMax / findings, kAttemptsMin, kCommandAttemptsMax);
  const std::uint64_t steps_max = std::min(kStepsMax / findings, kStepsOfOneMax);
  return std::clamp(steps_max / std::max<std::uint64_t>(schedule.choices.size(), 1), kAttemptsMin, kAttemptsMax);
}

// A polling loop until the bound of a scenario is soon 100,000 steps.
bool is_long(const model::Schedule& schedule) {
  return schedule.choices.size() > kStepsOfOneMax / kAttemptsMin;
}

bool is_finding(const Result& result) {
  return !result.token.empty();
}

// What was expected is of use only where there is little else to see, or where it may be one thing seen several times.
std::vector<Result*> worth_shrinking(model::RunSummary& summary) {
  const auto are_few = std::ranges::count_if(summary.results, is_finding) <= static_cast<std::ptrdiff_t>(kLanesMax);
  std::vector<Result*> findings;
  for (Result& result : summary.results) {
    const auto is_another = [&](const Result& other) {
      return &other != &result && is_finding(other) && other.lock == result.lock;
    };
    if (is_finding(result) && (are_few || !result.expected || std::ranges::any_of(summary.results, is_another)))
      findings.push_back(&result);
  }
  return findings;
}

}  // namespace

void shrink_findings(model::RunSummary& summary, const engine::Catalog& catalog) {
  const std::vector<Result*> findings = worth_shrinking(summary);
  if (findings.empty()) return;
  tracee::start_watchdog();
  tracee::forgo_time_stamps();
  engine::Executor executor(own_program());
  std::vector<const Result*> defects;
  for (Result* result : findings) {
    const model::Schedule schedule = model::from_token(result->token);
    if (defects.size() >= kLanesMax && is_long(schedule)) continue;
    const engine::Play play = engine::play_of(schedule, catalog);
    const auto [found, shrunk, outcome] =
        shrink_finding(executor, play, schedule, attempts_max(play, schedule, findings.size()));
    result->shrunk_token = model::to_token(engine::schedule_of(play, shrunk.made.choices, outcome.digest));
    result->cause = reports::fingerprint(executor.trace(), *outcome.violation);
    const auto is_same = [&](const Result* known) { return is_same_defect(*known, *result); };
    if (std::ranges::any_of(defects, is_same)) continue;
    if (defects.size() < kLanesMax) result->shrunk_lanes = reports::excerpt(executor.trace(), *outcome.violation);
    defects.push_back(result);
  }
}

}  // namespace lockproof::cli
