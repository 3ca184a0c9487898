// The word of the command line that names an execution.
#pragma once

#include <string>

#include "engine/executor.h"
#include "engine/play.h"
#include "engine/shrinker.h"
#include "model/schedule.h"

namespace lockproof::cli {

// A token, or that in a file: the token alone, or the first one in results of --json. Throws model::BadToken.
model::Schedule read_token(const std::string& token_or_file);

struct Replayed {
  engine::Outcome outcome;
  engine::Made made;  // what was chosen, and whether it had to be
};

// Makes the execution of a token again. Throws model::BadToken if that is not possible any more.
Replayed replay_strictly(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule);

// What the executor did last, without what is left behind if that is permitted.
model::Trace shown_trace(const engine::Executor& executor, const engine::Outcome& outcome);

}  // namespace lockproof::cli
