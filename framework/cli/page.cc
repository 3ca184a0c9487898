#include "cli/page.h"

#include <cstdint>
#include <memory>
#include <utility>

#include "cli/command_line.h"
#include "cli/shrunk_finding.h"
#include "cli/token_word.h"
#include "engine/executor.h"
#include "engine/play.h"
#include "model/schedule.h"
#include "reports/explanation.h"
#include "reports/html.h"
#include "reports/whole_file.h"
#include "tracee/stage.h"

namespace lockproof::cli {
namespace {

// Of each finding: a page has many, and the longest ones are worth less patience than `lockproof shrink` has.
constexpr std::uint64_t kAttemptsMax = 200;

class Replays {
 public:
  explicit Replays(const engine::Catalog& catalog) : catalog_(catalog) {}

  reports::HtmlFinding of(const model::Result& result, std::size_t index) {
    reports::HtmlFinding finding{.result = index};
    try {
      replay(result, finding);
    } catch (const model::BadInput& error) {
      finding.missing = error.what();
    } catch (const tracee::Refused& error) {
      finding.missing = std::string("this machine refuses what a replay needs: ") + error.what();
    }
    return finding;
  }

 private:
  void replay(const model::Result& result, reports::HtmlFinding& finding) {
    const model::Schedule schedule = model::from_token(result.token);
    const engine::Play play = engine::play_of(schedule, catalog_);
    finding.clock_skews = play.conditions.clock_skews;
    if (!executor_) {
      tracee::start_watchdog();
      executor_ = std::make_unique<engine::Executor>(own_program());
    }
    const engine::Outcome found = replay_strictly(*executor_, play, schedule).outcome;
    if (!found.violation) throw model::BadToken("the execution of this token violates nothing");
    reports::HtmlExecution as_found{"as found", result.token, shown_trace(*executor_, found), *found.violation};
    const model::Schedule start = result.shrunk_token.empty() ? schedule : model::from_token(result.shrunk_token);
    const auto [start_made, shrunk, outcome] = shrink_finding(*executor_, play, start, kAttemptsMax);
    finding.explanation = reports::explanation(executor_->trace(), *outcome.violation, {});
    if (shrunk.made.choices != schedule.choices)
      finding.executions.push_back({"shrunk",
                                    model::to_token(engine::schedule_of(play, shrunk.made.choices, outcome.digest)),
                                    shown_trace(*executor_, outcome), *outcome.violation});
    finding.executions.push_back(std::move(as_found));
  }

  const engine::Catalog& catalog_;
  std::unique_ptr<engine::Executor> executor_;
};

}  // namespace

void write_page(const std::filesystem::path& folder, const model::RunSummary& summary, const engine::Catalog& catalog) {
  Replays replays(catalog);
  std::vector<reports::HtmlFinding> findings;
  for (std::size_t index = 0; index < summary.results.size(); ++index)
    if (!summary.results[index].token.empty()) findings.push_back(replays.of(summary.results[index], index));
  write_page(folder, reports::to_html(summary, findings));
}

void write_page(const std::filesystem::path& folder, const std::string& html) {
  std::filesystem::create_directories(folder);
  reports::write_whole(folder / "index.html", html);
}

}  // namespace lockproof::cli
