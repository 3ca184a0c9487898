#include "reports/outcome.h"

#include <fmt/format.h>

#include "reports/count.h"
#include "reports/replay_command.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {

using Kind = Outcome::Kind;
using model::Verdict;

Outcome outcome_of(const model::Result& result) {
  const std::string message = printable(result.message);
  const std::string oracle = printable(result.oracle);
  if (!result.skipped.empty()) return {Kind::skipped, "", printable(result.skipped)};
  if (!result.failure.empty())
    return {Kind::error, "failure", fmt::format("lockproof failed: {}", printable(result.failure))};
  if (result.verdict == Verdict::inconclusive) return {Kind::error, "inconclusive", message};
  if (result.outside_contract) {
    return {Kind::skipped, "",
            is_known_limit(result) ? fmt::format("known limit, outside of the lock's contract: {}: {}", oracle, message)
                                   : "outside of the lock's contract; no execution showed the limit"};
  }
  if (result.verdict == Verdict::violation) return {Kind::failed, oracle, message};
  return {};
}

std::string evidence(const model::Result& result) {
  std::string text = fmt::format("{}, {}, {}, {}\n", count_text(result.workers, "worker"), printable(result.strategy),
                                 count_text(result.steps, "step"), count_text(result.executions, "execution"));
  if (!result.token.empty()) text += replay_command(printable(result.token)) + '\n';
  return text;
}

}  // namespace lockproof::reports
