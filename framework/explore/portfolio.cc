#include "explore/portfolio.h"

#include <iterator>

#include "explore/delay_bounded.h"
#include "explore/fault_sweep.h"
#include "explore/pct.h"
#include "explore/pos.h"
#include "explore/random_walk.h"
#include "explore/surw.h"

namespace lockproof::explore {

namespace {

struct Member {
  std::string_view name;
  std::unique_ptr<Strategy> (*make)(std::uint64_t seed);
};

template <typename Kind, std::uint64_t... number>
std::unique_ptr<Strategy> make(std::uint64_t seed) {
  return std::make_unique<Kind>(seed, number...);
}

constexpr Member kMembers[] = {{"random", make<RandomWalk>},       {"pct:3", make<Pct, 3>},
                               {"fault_sweep", make<FaultSweep>},  {"pos", make<Pos>},
                               {"delay:2", make<DelayBounded, 2>}, {"surw", make<Surw>}};

}  // namespace

std::string_view Portfolio::maker(std::uint64_t execution) {
  return kMembers[execution % std::size(kMembers)].name;
}

Portfolio::Portfolio(std::uint64_t seed) {
  for (const Member& member : kMembers) members_.push_back(member.make(seed));
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
