#include "engine/finding.h"

#include <fmt/format.h>

#include "explore/replay.h"

namespace lockproof::engine {

void explain(const Finding& finding, const Play& play, Executor& executor, model::Result& result) {
  const std::vector<model::Choice> choices(finding.choices.begin(), finding.choices.end());
  executor.prepare(play);
  explore::Replay replay(choices, explore::Replay::Mode::strict);
  const Outcome found = executor.execute(replay, 0);
  const Outcome again = executor.execute(replay, 0);
  const bool is_equal = again.digest == found.digest && again.violation == found.violation;
  if (!is_equal || found.digest != finding.digest)
    throw Nondeterminism(
        fmt::format("lock {}, scenario {}: a finding cannot be replayed", result.lock, result.scenario));
  if (!found.violation) throw Nondeterminism("a violation was found once and not again");
  result.verdict = model::Verdict::violation;
  result.oracle = found.violation->oracle;
  result.message = found.violation->message;
  result.steps = static_cast<std::uint32_t>(choices.size());
  result.token = model::to_token(schedule_of(play, choices, found.digest));
  result.expected = result.outside_contract || (play.lock != nullptr && play.lock->caught_by == result.oracle);
}

}  // namespace lockproof::engine
