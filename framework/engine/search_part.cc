#include "engine/search_part.h"

#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <stdexcept>
#include <utility>

#include "engine/proof.h"
#include "explore/replay.h"
#include "model/class_digest.h"
#include "oracle/orphaned_body.h"

namespace lockproof::engine {
namespace {

using Clock = std::chrono::steady_clock;

const std::string kStrategy;  // there is but one

}  // namespace

Entry entry_of(const Outcome& outcome, const model::Trace& trace, const model::Discernment& discernment) {
  return {.digest = outcome.digest,
          .class_digest = outcome.given_up ? 0 : model::class_digest(trace, discernment),
          .virtual_ns = trace.time_ns,
          .steps = static_cast<std::uint32_t>(trace.schedule.size()),
          .done = true,
          .violation = outcome.violation.has_value(),
          .inconclusive = outcome.verdict == model::Verdict::inconclusive,
          .orphaned = oracle::orphaned_body(trace).has_value(),
          .given_up = outcome.given_up,
          .spared = outcome.spared};
}

void PartSums::add(const Entry& entry) {
  part_.trace_digest += model::combine(number_in_search(part_.number, part_.executions), entry.digest);
  part_.virtual_us += entry.virtual_ns / 1000;
  part_.steps = entry.steps;
  part_.orphaned += entry.orphaned ? 1 : 0;
  part_.violation |= entry.violation;
  ++part_.executions;
  if (entry.given_up) {
    ++part_.given_up;
    return;
  }
  coverage_.add(part_.executions - part_.given_up - 1, entry.class_digest, kStrategy);
  classes_.insert(entry.class_digest);
}

void PartSums::doubt(const std::string& reason) {
  if (part_.doubt.empty()) part_.doubt = reason;
}

void PartSums::start_again() {
  part_.given_up = part_.executions;
  coverage_ = {};
  classes_.clear();
}

model::SearchPart PartSums::part(double seconds) const {
  model::SearchPart part = part_;
  part.classes = classes_.size();
  part.sample = coverage_.sample();
  part.seconds = seconds;
  return part;
}

model::SearchPart PartRecord::read(std::uint64_t number) const {
  return {.number = number,
          .finished = is_finished,
          .violation = has_violation,
          .executions = executions,
          .given_up = given_up,
          .classes = classes,
          .trace_digest = trace_digest,
          .orphaned = orphaned,
          .virtual_us = virtual_us,
          .steps = steps,
          .seconds = seconds,
          .doubt = doubt.data(),
          .sample = {sample.begin(), sample.begin() + sample_size}};
}

void PartRecord::write(const model::SearchPart& part) {
  executions = part.executions;
  given_up = part.given_up;
  classes = part.classes;
  trace_digest = part.trace_digest;
  orphaned = part.orphaned;
  virtual_us = part.virtual_us;
  steps = part.steps;
  seconds = part.seconds;
  doubt = {};
  part.doubt.copy(doubt.data(), doubt.size() - 1);
  sample_size = static_cast<std::uint32_t>(part.sample.size());
  std::ranges::copy(part.sample, sample.begin());
  has_violation = part.violation;
  is_finished = part.finished;
  is_made = true;
}

model::SearchBasis BasisRecord::read() const {
  return {.waits_count = waits_count, .looks_count = looks_count, .listed = {listed.begin(), listed.begin() + count}};
}

void BasisRecord::write(const model::SearchBasis& basis) {
  if (basis.listed.size() > listed.size()) throw std::logic_error("too many directories are listed for a search");
  waits_count = basis.waits_count;
  looks_count = basis.looks_count;
  count = static_cast<std::uint32_t>(basis.listed.size());
  std::ranges::copy(basis.listed, listed.begin());
}

SearchRun::SearchRun(Executor& executor, const Play& play, explore::SearchRoot root, const model::SearchBasis& basis,
                     std::uint64_t number)
    : executor_(executor),
      play_(play),
      discernment_(discernment_of(play)),
      number_(number),
      search_(discernment_, std::move(root), basis),
      sums_(number) {}

bool SearchRun::is_at_end() const {
  if (search_.is_complete() || violation_ || has_new_basis_) return true;
  return number_ == 0 && made_ - search_.began_at() >= kBeginning;
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
    limits.tell(made_++, entry);
    look_at(outcome);
    if (violation_ || outcome.given_up || limits.confirm_every == 0) continue;
    if ((made_ + number_) % limits.confirm_every != 1 % limits.confirm_every) continue;
    explore::Replay replay(executor_.trace().schedule, explore::Replay::Mode::strict);
    executor_.confirm(replay, made_ - 1);
  }
  if (is_at_end() && !violation_ && !has_new_basis_) sums_.finish();
  seconds_ = std::chrono::duration<double>(Clock::now() - start).count();
}

std::vector<explore::SearchRoot> SearchRun::others() const {
  if (search_.is_complete() || violation_) return {};
  return search_.split(kPartsMax - 1);
}

}  // namespace lockproof::engine
