#include "explore/portfolio.h"

#include <iterator>

#include "explore/split_mix.h"
#include "explore/strategies.h"

namespace lockproof::explore {

namespace {

constexpr std::string_view kMembers[] = {"random", "pct_sweep:3", "fault_sweep", "pos", "pct_sweep:6", "surw"};

}  // namespace

std::string_view Portfolio::maker(std::uint64_t execution) {
  return kMembers[execution % std::size(kMembers)];
}

Portfolio::Portfolio(std::uint64_t seed) {
  SplitMix seeds(seed);
  for (const std::string_view member : kMembers) {
    members_.push_back(NamedStrategy(member).make(seed));
    seed = seeds.next();  // members that drew alike would strike at the same places
  }
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
