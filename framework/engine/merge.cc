#include "engine/merge.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <utility>

#include "engine/executor.h"
#include "engine/search_merge.h"

namespace lockproof::engine {
namespace {

using model::Result;
using model::RunSummary;
using model::ShardResults;
using model::Verdict;

// A lock in a scenario that no shard plays: the reason is the same in all of them.
bool is_never_played(const Result& result) {
  return result.executions_planned == 0 && result.strategy.empty();
}

std::string text_of(const RunSummary& summary) {
  return fmt::format("version {}, seed {}, {} shards, campaign {:016x}", summary.version, summary.seed,
                     summary.shard.of, summary.campaign);
}

// Two runs of one shard agree in all but the time they took, unless time ended them.
void check_agreement(const ShardResults& one, const ShardResults& other) {
  for (std::size_t i = 0; i < one.results.size(); ++i) {
    Result left = one.results[i];
    const Result& right = other.results[i];
    if (left.executions != right.executions) continue;
    left.seconds = right.seconds;
    left.start = right.start;  // when a program begins to be spared its start-up, depends on who makes what
    if (left != right)
      throw Nondeterminism(fmt::format("lock {}, scenario {}: two runs of shard {} differ in what {} executions did",
                                       left.lock, left.scenario, one.number, left.executions));
  }
}

// Of two runs of one shard the one that got further; else one of them, whichever was given first.
const ShardResults& further(const ShardResults& one, const ShardResults& other) {
  const auto rank = [](const ShardResults& shard) {
    std::pair<std::uint64_t, std::vector<double>> rank{0, {-shard.seconds}};
    for (const Result& result : shard.results) {
      rank.first += result.executions;
      rank.second.push_back(-result.seconds);
    }
    return rank;
  };
  return rank(one) < rank(other) ? other : one;
}

class Union {
 public:
  void add(const NamedSummary& named);
  RunSummary result() const;

 private:
  void check(const NamedSummary& named) const;
  void check(const std::string& name, const ShardResults& shard) const;
  Result whole(std::size_t play) const;

  const NamedSummary* first_ = nullptr;
  std::map<std::uint64_t, ShardResults> shards_;
};

void Union::check(const NamedSummary& named) const {
  const RunSummary& summary = named.summary;
  if (summary.campaign == 0)
    throw BadMerge(
        fmt::format("{} does not say which campaign it is of: it was not written by 'lockproof run'", named.name));
  if (text_of(summary) != text_of(first_->summary))
    throw BadMerge(
        fmt::format("{} is foreign: it is of {}; but {} is of {}. Shards of one campaign have all of that in "
                    "common, and the same options of 'lockproof run'",
                    named.name, text_of(summary), first_->name, text_of(first_->summary)));
}

void Union::check(const std::string& name, const ShardResults& shard) const {
  if (shard.number < 1 || shard.number > first_->summary.shard.of)
    throw BadMerge(
        fmt::format("{} holds shard {} of {}, which cannot be", name, shard.number, first_->summary.shard.of));
  const std::vector<Result>& expected = first_->summary.results;
  const auto is_same_play = [](const Result& one, const Result& other) {
    return one.lock == other.lock && one.scenario == other.scenario;
  };
  if (!std::ranges::equal(shard.results, expected, is_same_play))
    throw BadMerge(fmt::format("{} is truncated or foreign: shard {} does not have the results that {} has", name,
                               shard.number, first_->name));
  for (const Result& result : shard.results) {
    const bool is_cut =
        result.executions > result.executions_planned || (result.executions == 0 && result.skipped.empty());
    if (is_cut)
      throw BadMerge(fmt::format("{} contradicts itself: shard {} made {} of {} executions of {} in {}", name,
                                 shard.number, result.executions, result.executions_planned, result.lock,
                                 result.scenario));
  }
}

void Union::add(const NamedSummary& named) {
  const RunSummary& summary = named.summary;
  if (first_ == nullptr) first_ = &named;
  check(named);
  const std::vector<ShardResults> self = {
      {.number = summary.shard.number, .results = summary.results, .seconds = summary.seconds}};
  for (const ShardResults& shard : summary.merged.empty() ? self : summary.merged) {
    check(named.name, shard);
    const auto [place, is_new] = shards_.try_emplace(shard.number, shard);
    if (is_new) continue;
    check_agreement(place->second, shard);
    place->second = ShardResults(further(place->second, shard));
  }
}

Result Union::whole(std::size_t play) const {
  Result whole = shards_.begin()->second.results[play];
  if (is_never_played(whole)) return whole;
  whole.executions = whole.executions_planned = whole.trace_digest = whole.orphaned = 0;
  whole.seconds = 0;
  whole.steps = 0;
  forget_outcome(whole);
  whole.coverage = {};
  std::int64_t virtual_us = 0;
  for (const auto& [number, shard] : shards_) {
    const Result& part = shard.results[play];
    whole.seconds += part.seconds;
    whole.executions_planned += part.executions_planned;
    // One machine would have ended here.
    if (whole.verdict == Verdict::violation || part.executions == 0) continue;
    whole.exhaustive = whole.exhaustive && part.exhaustive;
    whole.executions += part.executions;
    whole.trace_digest += part.trace_digest;
    whole.orphaned += part.orphaned;
    if (part.start == model::kForked) whole.start = part.start;
    whole.coverage.merge(part.coverage);
    whole.steps = part.steps;
    virtual_us += std::llround(part.virtual_seconds * 1e6);
    if (part.verdict == Verdict::pass || (part.verdict == whole.verdict)) continue;
    take_outcome(part, whole);
  }
  whole.virtual_seconds = static_cast<double>(virtual_us) / 1e6;
  return whole;
}

RunSummary Union::result() const {
  RunSummary merged = first_->summary;
  merged.shard.number = 1;
  merged.merged.clear();
  merged.results.clear();
  merged.seconds = 0;
  for (const auto& [number, shard] : shards_) {
    merged.merged.push_back(shard);
    merged.seconds = std::max(merged.seconds, shard.seconds);
  }
  const std::vector<std::uint64_t> missing = missing_shards(merged);
  for (std::size_t play = 0; play < first_->summary.results.size(); ++play) {
    Result result = whole(play);
    const bool is_open = !is_never_played(result) && result.verdict != Verdict::violation;
    if (is_open && !missing.empty()) {
      result.exhaustive = false;
      if (result.verdict == Verdict::pass)
        result.message = fmt::format("missing: shard {} of {}", fmt::join(missing, ", "), merged.shard.of);
      result.verdict = Verdict::inconclusive;
    } else if (is_open && result.executions == 0) {
      result.skipped = "no time was left";
    } else if (is_open && result.verdict == Verdict::pass) {
      result.message = orphans_message(result.orphaned);
    }
    merged.results.push_back(std::move(result));
  }
  return merged;
}

}  // namespace

RunSummary merge(std::span<const NamedSummary> summaries) {
  if (std::ranges::any_of(summaries, [](const NamedSummary& named) { return has_searches(named.summary); }))
    return merge_searches(summaries);
  Union all;
  for (const NamedSummary& summary : summaries) all.add(summary);
  return all.result();
}

void forget_outcome(Result& result) {
  result.verdict = Verdict::pass;
  result.message = result.skipped = result.oracle = result.token = result.failure = result.found_by =
      result.shrunk_token = result.cause = "";
  result.shrunk_lanes.clear();
  result.expected = false;
}

void take_outcome(const Result& part, Result& whole) {
  whole.verdict = part.verdict;
  whole.message = part.message;
  whole.oracle = part.oracle;
  whole.token = part.token;
  whole.found_by = part.found_by;
  whole.failure = part.failure;
  whole.expected = part.expected;
}

std::vector<std::uint64_t> missing_shards(const RunSummary& merged) {
  std::vector<std::uint64_t> missing;
  if (has_searches(merged)) return missing;
  for (std::uint64_t number = 1; number <= merged.shard.of; ++number)
    if (std::ranges::find(merged.merged, number, &ShardResults::number) == merged.merged.end())
      missing.push_back(number);
  return missing;
}

std::string orphans_message(std::uint64_t orphaned) {
  if (orphaned == 0) return "";
  return fmt::format(
      "in {} executions the wrapper was killed and its body lived on inside the critical section; nobody else came in "
      "meanwhile",
      orphaned);
}

}  // namespace lockproof::engine
