#include "engine/search_run.h"

#include <chrono>
#include <utility>

#include "engine/proof.h"
#include "explore/replay.h"

namespace lockproof::engine {

using Clock = std::chrono::steady_clock;

SearchRun::SearchRun(Executor& executor, const Play& play, explore::SearchRoot root, const model::SearchBasis& basis,
                     std::uint64_t number, bool merges_states)
    : executor_(executor),
      play_(play),
      discernment_(discernment_of(play, merges_states)),
      number_(number),
      search_(discernment_, std::move(root), basis),
      sums_(number) {}

bool SearchRun::is_at_end() const {
  if (search_.is_complete() || violation_ || has_new_basis_) return true;
  return number_ == 0 && !search_.merges_states() && made_ - search_.began_at() >= kBeginning;
}

void SearchRun::look_at(const Outcome& outcome) {
  const model::Trace& trace = executor_.trace();
  if (outcome.violation) {
    violation_ = trace.schedule;
    violation_digest_ = outcome.digest;
    return;
  }
  if (outcome.verdict == model::Verdict::inconclusive)
    sums_.doubt("lockproof does not model what an actor used: " + trace.unmodelled.front());
  if (const std::string reason = reason_to_doubt(trace); !reason.empty())
    sums_.doubt("an exhaustive search proves nothing here: " + reason);
  if (search_.began_at() != made_) return;
  if (number_ == 0)
    sums_.start_again();
  else
    has_new_basis_ = true;
}

void SearchRun::run(const Limits& limits) {
  const auto start = Clock::now();
  executor_.prepare(play_);
  while (!is_at_end() && made_ < limits.executions_max && limits.goes_on(made_)) {
    const Outcome outcome = executor_.execute(search_, made_);
    const Entry entry = entry_of(outcome, executor_.trace(), discernment_);
    sums_.add(entry);
    sums_.note_states(search_.states());
    limits.tell(made_++, entry, search_.share_done());
    look_at(outcome);
    if (violation_ || outcome.given_up || limits.confirm_every == 0) continue;
    if ((made_ + number_) % limits.confirm_every != 1 % limits.confirm_every) continue;
    explore::Replay replay(executor_.trace().schedule, explore::Replay::Mode::strict);
    executor_.confirm(replay, made_ - 1);
  }
  if (is_at_end() && !violation_ && !has_new_basis_) sums_.finish();
  sums_.note_share(share());
  seconds_ = std::chrono::duration<double>(Clock::now() - start).count();
}

// Where others go on, what they do not have.
double SearchRun::share() const {
  if (number_ != 0 || !is_at_end()) return search_.share_done();
  double share = 1;
  for (const explore::SearchRoot& other : others()) share -= other.share;
  return share;
}

std::vector<explore::SearchRoot> SearchRun::others() const {
  if (search_.is_complete() || violation_) return {};
  return search_.split(kPartsMax - 1);
}

}  // namespace lockproof::engine
