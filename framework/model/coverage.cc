#include "model/coverage.h"

#include <algorithm>
#include <cmath>
#include <iterator>
#include <utility>

namespace lockproof::model {

Coverage::Coverage(std::vector<Strategy> strategies, std::vector<Class> sample)
    : strategies_(std::move(strategies)), sample_(std::move(sample)) {}

std::uint32_t Coverage::index_of(const std::string& strategy) {
  const auto found = std::ranges::find(strategies_, strategy, &Strategy::name);
  if (found != strategies_.end()) return static_cast<std::uint32_t>(found - strategies_.begin());
  strategies_.push_back({.name = strategy});
  return static_cast<std::uint32_t>(strategies_.size() - 1);
}

void Coverage::add(std::uint64_t number, std::uint64_t class_digest, const std::string& strategy) {
  const std::uint32_t by = index_of(strategy);
  ++strategies_[by].executions;
  const auto place = std::ranges::lower_bound(sample_, class_digest, {}, &Class::digest);
  if (place != sample_.end() && place->digest == class_digest) {
    ++place->executions;
    return;
  }
  if (place == sample_.end() && sample_.size() == kSampleMax) return;
  sample_.insert(place, {.digest = class_digest, .executions = 1, .first = number, .strategy = by});
  keep_smallest();
}

void Coverage::merge(const Coverage& later) {
  std::vector<std::uint32_t> index;
  for (const Strategy& strategy : later.strategies_) {
    index.push_back(index_of(strategy.name));
    strategies_[index.back()].executions += strategy.executions;
  }
  for (const Class& one : later.sample_) {
    const auto place = std::ranges::lower_bound(sample_, one.digest, {}, &Class::digest);
    if (place != sample_.end() && place->digest == one.digest) {
      place->executions += one.executions;
      continue;
    }
    sample_.insert(place, one)->strategy = index[one.strategy];
  }
  keep_smallest();
}

void Coverage::keep_smallest() {
  if (sample_.size() > kSampleMax) sample_.resize(kSampleMax);
}

std::uint64_t Coverage::executions() const {
  std::uint64_t sum = 0;
  for (const Strategy& strategy : strategies_) sum += strategy.executions;
  return sum;
}

double Coverage::scale() const {
  if (is_exact()) return 1;
  // So far apart are the digests that were kept, and so far apart are all.
  const double share = std::ldexp(static_cast<double>(sample_.back().digest), -64);
  const auto kept = static_cast<double>(sample_.size());
  return std::max(1.0, (kept - 1) / share / kept);
}

std::uint64_t Coverage::classes() const {
  const auto estimate = static_cast<std::uint64_t>(std::llround(scale() * static_cast<double>(sample_.size())));
  return std::min(estimate, executions());
}

double Coverage::unseen() const {
  const std::uint64_t all = executions();
  if (all == 0) return 1;
  const auto once = std::ranges::count(sample_, std::uint64_t{1}, &Class::executions);
  return std::min(1.0, scale() * static_cast<double>(once) / static_cast<double>(all));
}

}  // namespace lockproof::model
