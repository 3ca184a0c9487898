#include "engine/search_part.h"

#include <algorithm>
#include <stdexcept>

namespace lockproof::engine {
namespace {

const std::string kStrategy;  // there is but one

}  // namespace

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
          .states = states,
          .trace_digest = trace_digest,
          .orphaned = orphaned,
          .virtual_us = virtual_us,
          .steps = steps,
          .seconds = seconds,
          .share = share,
          .doubt = doubt.data(),
          .sample = {sample.begin(), sample.begin() + sample_size}};
}

void PartRecord::write(const model::SearchPart& part) {
  executions = part.executions;
  given_up = part.given_up;
  classes = part.classes;
  states = part.states;
  trace_digest = part.trace_digest;
  orphaned = part.orphaned;
  virtual_us = part.virtual_us;
  steps = part.steps;
  seconds = part.seconds;
  share = part.share;
  doubt = {};
  part.doubt.copy(doubt.data(), doubt.size() - 1);
  sample_size = static_cast<std::uint32_t>(part.sample.size());
  std::ranges::copy(part.sample, sample.begin());
  has_violation = part.violation;
  is_finished = part.finished;
  is_made = true;
}

model::SearchBasis BasisRecord::read() const {
  return {.past_counts = past_counts,
          .waits_count = waits_count,
          .looks_count = looks_count,
          .listed = {listed.begin(), listed.begin() + count}};
}

void BasisRecord::write(const model::SearchBasis& basis) {
  if (basis.listed.size() > listed.size()) throw std::logic_error("too many directories are listed for a search");
  past_counts = basis.past_counts;
  waits_count = basis.waits_count;
  looks_count = basis.looks_count;
  count = static_cast<std::uint32_t>(basis.listed.size());
  std::ranges::copy(basis.listed, listed.begin());
}

}  // namespace lockproof::engine
