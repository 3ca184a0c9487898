#include "cli/token_word.h"

#include <fmt/format.h>

#include <filesystem>
#include <utility>

#include "explore/replay.h"
#include "reports/json.h"
#include "reports/whole_file.h"

namespace lockproof::cli {

model::Schedule read_token(const std::string& token_or_file) {
  if (token_or_file.starts_with("lp") || !std::filesystem::exists(token_or_file))
    return model::from_token(token_or_file);
  std::string text = reports::read_whole(token_or_file);
  if (text.starts_with('{')) {  // results: the first finding
    for (const model::Result& result : reports::from_json(text).results)
      if (!result.token.empty()) return model::from_token(result.token);
    throw model::BadToken("the results in " + token_or_file + " hold no token: there was no finding");
  }
  text.erase(text.find_last_not_of(" \t\r\n") + 1);
  return model::from_token(text);
}

Replayed replay_strictly(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule) {
  executor.prepare(play);
  explore::Replay strategy(schedule.choices, explore::Replay::Mode::strict);
  engine::Outcome outcome;
  try {
    outcome = executor.execute(strategy, 0);
  } catch (const explore::Divergence& divergence) {
    throw model::BadToken(fmt::format(
        "the token is outdated: the code of lock '{}' has changed since it was made ({}); run again to get a new one",
        play.lock_name(), divergence.what()));
  }
  if (static_cast<std::uint32_t>(outcome.digest) != schedule.trace_hash)
    throw model::BadToken(fmt::format(
        "the token is outdated: lock '{}' behaves differently since it was made; run again to get a new one",
        play.lock_name()));
  return {std::move(outcome), {executor.trace().schedule, strategy.was_free()}};
}

model::Trace shown_trace(const engine::Executor& executor, const engine::Outcome& outcome) {
  model::Trace trace = executor.trace();
  const bool is_leak = outcome.violation && outcome.violation->oracle == "no_leaked_state";
  if (!is_leak) trace.residue.clear();
  return trace;
}

}  // namespace lockproof::cli
