#include "explore/surw.h"

#include <algorithm>
#include <iterator>

#include "explore/run_choices.h"

namespace lockproof::explore {

using model::Choice;
using model::Operation;

namespace {

constexpr std::uint64_t kDrawsPerEvenOne = 32;

bool is_on(const Operation& operation, const std::string& path) {
  return operation.path == path || operation.path2 == path;
}

}  // namespace

Surw::Surw(std::uint64_t seed) : seed_(seed), random_(seed, 0) {}

void Surw::begin(std::uint64_t execution) {
  execution_ = execution;
  random_ = SplitMix(seed_, execution);
  faults_.begin(SplitMix(random_.next()));
  pending_ = {};
  has_intended_ = false;
  path_.clear();
  left_.clear();
  if (execution < profile_runs() || shared_.empty()) return;
  const auto& [path, counts] = *std::next(shared_.begin(), static_cast<std::ptrdiff_t>(random_.below(shared_.size())));
  path_ = path;
  left_ = counts;
}

bool Surw::is_interesting(const Choice& choice) const {
  return !path_.empty() && choice.actor < pending_.size() && is_on(*pending_[choice.actor], path_);
}

// Index of one of `among`, by weight. Requires: `among` is not empty.
std::size_t Surw::draw(std::span<const Choice> choices, std::span<const std::size_t> among) {
  if (random_.below(kDrawsPerEvenOne) == 0) return among[random_.below(among.size())];
  const auto weight = [&](std::size_t i) { return std::max<std::uint64_t>(1, left(choices[i].actor)); };
  std::uint64_t sum = 0;
  for (const std::size_t i : among) sum += weight(i);
  std::uint64_t at = random_.below(sum);
  for (const std::size_t i : among) {
    if (at < weight(i)) return i;
    at -= weight(i);
  }
  return among.back();
}

std::size_t Surw::choose(std::span<const Choice> choices) {
  if (const auto fault = faults_.strike(choices)) return *fault;
  std::vector<std::size_t> runs;
  for (std::size_t i = 0; i < choices.size(); ++i)
    if (is_run(choices[i])) runs.push_back(i);
  if (runs.empty()) return first_without_run(choices);
  const auto intend = [&] {
    intended_ = choices[draw(choices, runs)].actor;
    has_intended_ = true;
  };
  if (!path_.empty() && !has_intended_) intend();
  const auto may_go = [&](std::size_t i) { return !is_interesting(choices[i]) || choices[i].actor == intended_; };
  std::vector<std::size_t> candidates;
  std::ranges::copy_if(runs, std::back_inserter(candidates), may_go);
  if (candidates.empty()) {
    intend();
    std::ranges::copy_if(runs, std::back_inserter(candidates), may_go);
  }
  const std::size_t picked = candidates[random_.below(candidates.size())];
  if (is_interesting(choices[picked])) {
    const std::uint16_t actor = choices[picked].actor;
    if (left(actor) > 0) --left_[actor];
    has_intended_ = false;
  }
  return picked;
}

void Surw::finish(const model::Trace& trace) {
  pending_ = {};
  if (execution_ >= profile_runs()) return;
  shared_.clear();
  for (const model::Event& event : trace.events) {
    if (event.kind != model::Event::Kind::operation || event.actor < 0) continue;
    for (const std::string* path : {&event.operation.path, &event.operation.path2}) {
      if (path->empty()) continue;
      Counts& counts = shared_[*path];
      counts.resize(trace.actors.size());
      ++counts[static_cast<std::size_t>(event.actor)];
    }
  }
  std::erase_if(shared_, [](const auto& entry) {
    return std::ranges::count_if(entry.second, [](std::uint64_t count) { return count > 0; }) < 2;
  });
}

}  // namespace lockproof::explore
