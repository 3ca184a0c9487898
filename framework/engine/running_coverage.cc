#include "engine/running_coverage.h"

namespace lockproof::engine {

double RunningCoverage::unseen(std::size_t play, std::span<Entry> entries) {
  if (play != play_) *this = RunningCoverage();
  play_ = play;
  for (; counted_ < entries.size() && is_published(entries[counted_]); ++counted_)
    coverage_.add(counted_, entries[counted_].class_digest, "");
  return coverage_.unseen();
}

}  // namespace lockproof::engine
