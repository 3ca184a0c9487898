// The finding of a token, with a schedule that is as short as possible.
#pragma once

#include <cstdint>

#include "engine/executor.h"
#include "engine/play.h"
#include "engine/shrinker.h"
#include "model/schedule.h"

namespace lockproof::cli {

struct ShrunkFinding {
  engine::Made found;  // before
  engine::Shrunk shrunk;
  engine::Outcome outcome;  // of its strict replay, whose trace is executor.trace()
};

// Throws model::BadToken if the token cannot be used or violates nothing, engine::Nondeterminism.
ShrunkFinding shrink_finding(engine::Executor& executor, const engine::Play& play, const model::Schedule& schedule,
                             std::uint64_t attempts_max);

}  // namespace lockproof::cli
