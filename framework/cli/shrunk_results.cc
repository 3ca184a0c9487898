#include "cli/shrunk_results.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

#include "cli/command_line.h"
#include "cli/shrunk_finding.h"
#include "model/schedule.h"
#include "reports/excerpt.h"
#include "tracee/time_stamps.h"
#include "tracee/tracee.h"

namespace lockproof::cli {
namespace {

constexpr std::size_t kFindingsMax = 3;  // more do not fit on a screen, and take time
constexpr std::uint64_t kAttemptsMax = 150;
constexpr std::uint64_t kAttemptsMin = 6;
constexpr std::uint64_t kStepsMax = 20'000;        // of all attempts together, about
constexpr std::uint64_t kCommandAttemptsMax = 20;  // programs take long to start

// Nobody waits for minutes for a finding that is shown already: `shrink` has all the time. A count and no time limit,
// so that every run shows the same.
std::uint64_t attempts_max(const engine::Play& play, const model::Schedule& schedule) {
  if (play.lock == nullptr) return kCommandAttemptsMax;
  return std::clamp(kStepsMax / std::max<std::uint64_t>(schedule.choices.size(), 1), kAttemptsMin, kAttemptsMax);
}

void shrink_result(engine::Executor& executor, const engine::Catalog& catalog, model::Result& result) {
  const model::Schedule schedule = model::from_token(result.token);
  const engine::Play play = engine::play_of(schedule, catalog);
  const auto [shrunk, outcome] = shrink_finding(executor, play, schedule, attempts_max(play, schedule));
  result.shrunk_token = model::to_token(engine::schedule_of(play, shrunk.choices, outcome.digest));
  result.shrunk_lanes = reports::excerpt(executor.trace(), *outcome.violation);
}

}  // namespace

void shrink_findings(model::RunSummary& summary, const engine::Catalog& catalog) {
  std::vector<model::Result*> findings;
  for (model::Result& result : summary.results)
    if (!result.token.empty()) findings.push_back(&result);
  if (findings.size() > kFindingsMax)
    std::erase_if(findings, [](const model::Result* result) { return result->expected; });
  if (findings.empty()) return;
  findings.resize(std::min(findings.size(), kFindingsMax));
  tracee::start_watchdog();
  tracee::forgo_time_stamps();
  engine::Executor executor(own_program());
  for (model::Result* result : findings) shrink_result(executor, catalog, *result);
}

}  // namespace lockproof::cli
