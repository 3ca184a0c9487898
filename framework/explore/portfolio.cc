#include "explore/portfolio.h"

#include "explore/delay_bounded.h"
#include "explore/fault_sweep.h"
#include "explore/pct.h"
#include "explore/pos.h"
#include "explore/random_walk.h"
#include "explore/surw.h"

namespace lockproof::explore {

Portfolio::Portfolio(std::uint64_t seed) {
  members_.push_back(std::make_unique<RandomWalk>(seed));
  members_.push_back(std::make_unique<Pct>(seed, 3));
  members_.push_back(std::make_unique<FaultSweep>(seed));
  members_.push_back(std::make_unique<Pos>(seed));
  members_.push_back(std::make_unique<DelayBounded>(seed, 2));
  members_.push_back(std::make_unique<Surw>(seed));
}

// A member counts its own turns. Their first one is the profile run, which the random walk makes for all.
void Portfolio::begin(std::uint64_t execution) {
  execution_ = execution;
  current_ = members_[execution % members_.size()].get();
  const std::uint64_t turn = execution / members_.size();
  current_->begin(turn + current_->profile_runs());
}

void Portfolio::finish(const model::Trace& trace) {
  current_->finish(trace);
  if (execution_ >= profile_runs()) return;
  for (const auto& member : members_) {
    if (member->profile_runs() == 0) continue;
    member->begin(0);
    member->finish(trace);
  }
}

}  // namespace lockproof::explore
