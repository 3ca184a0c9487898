// How many executions a strategy needs until it finds the defect of a mutant.
#pragma once

#include <cstdint>

#include "engine/executor.h"
#include "engine/play.h"
#include "explore/strategies.h"

namespace lockproof::measure {

struct Hunt {
  std::uint64_t executions = 0;  // up to the one that found it, or all
  double seconds = 0;            // of wall time
  bool found = false;
  bool named = false;  // by the oracle that the mutant names
};

class Hunter {
 public:
  // `executor`: of strategies_stage.
  explicit Hunter(engine::Executor& executor) : executor_(executor) {}

  // At most `budget` executions. The first number at which a campaign of that seed finds something is one less than
  // Hunt::executions.
  Hunt hunt(const engine::Play& play, const explore::NamedStrategy& strategy, std::uint64_t seed, std::uint64_t budget);

  // Virtual time that the play takes when no fault strikes.
  std::int64_t undisturbed_ns(engine::Play play);

 private:
  engine::Executor& executor_;
};

}  // namespace lockproof::measure
