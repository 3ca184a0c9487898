// How much of a play is new to a campaign that is still running: for whoever watches it.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "engine/entry.h"
#include "model/coverage.h"

namespace lockproof::engine {

class RunningCoverage {
 public:
  // The chance that the next execution of the play is of a class not met yet (Coverage::unseen), by those that are done
  // from the first one on, without a gap. `entries`: all of the play, those that are not done too; others may be
  // publishing them meanwhile. Looks at each only once, as long as the play is the same.
  double unseen(std::size_t play, std::span<Entry> entries);

 private:
  std::size_t play_ = 0;
  std::size_t counted_ = 0;
  model::Coverage coverage_;
};

}  // namespace lockproof::engine
