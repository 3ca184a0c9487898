#include "cli/shrunk_finding.h"

#include <optional>
#include <string>
#include <utility>

#include "cli/token_word.h"
#include "explore/replay.h"

namespace lockproof::cli {

ShrunkFinding shrink_finding(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule,
                             std::uint64_t attempts_max) {
  const auto [found, made] = replay_strictly(executor, play, schedule);
  if (!found.violation)
    throw model::BadToken("the execution of this token violates nothing: there is nothing to shrink or to explain");
  const std::string oracle = found.violation->oracle;
  const auto attempt = [&](const engine::Choices& choices) -> std::optional<engine::Made> {
    explore::Replay lenient(choices, explore::Replay::Mode::lenient);
    const engine::Outcome outcome = executor.execute(lenient, 0);
    if (!outcome.violation || outcome.violation->oracle != oracle) return std::nullopt;
    return engine::Made{executor.trace().schedule, lenient.was_free()};
  };
  engine::Shrunk shrunk = engine::shrink(made, attempt, attempts_max);
  explore::Replay strict(shrunk.made.choices, explore::Replay::Mode::strict);
  engine::Outcome outcome = executor.execute(strict, 0);
  if (!outcome.violation || outcome.violation->oracle != oracle)
    throw engine::Nondeterminism("the shrunk schedule does not show the finding again");
  return {made, std::move(shrunk), std::move(outcome)};
}

}  // namespace lockproof::cli
