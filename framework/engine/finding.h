// A violation that a campaign came upon, made again to be reported.
#pragma once

#include <cstdint>
#include <span>

#include "engine/executor.h"
#include "model/result.h"

namespace lockproof::engine {

struct Finding {
  std::span<const model::Choice> choices;
  std::uint64_t digest = 0;  // of its trace
};

// Makes it twice more, and fills in what a result says of its violation, but for `found_by`. Throws Nondeterminism if
// it is not the same every time.
void explain(const Finding& finding, const Play& play, Executor& executor, model::Result& result);

}  // namespace lockproof::engine
