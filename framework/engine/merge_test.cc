#include "engine/merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "engine/executor.h"
#include "engine/shard.h"
#include "model/trace.h"

namespace lockproof::engine {
namespace {

using model::Result;
using model::RunSummary;
using model::Shard;
using model::Verdict;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::uint64_t kExecutions = 23;
constexpr std::uint64_t kNever = kExecutions;

// A lock in a scenario of which it is known beforehand what each execution does.
struct ToyPlay {
  std::string lock;
  std::uint64_t violation = kNever;     // executions from this one on violate
  std::uint64_t inconclusive = kNever;  // this one does
  std::uint64_t orphaned = kNever;      // this one leaves a body behind
};

const std::vector<ToyPlay> kPlays = {{.lock = "sound"},
                                     {.lock = "broken", .violation = 9},
                                     {.lock = "broken_at_once", .violation = 0, .inconclusive = 3},
                                     {.lock = "murky", .inconclusive = 17},
                                     {.lock = "murky_then_broken", .violation = 14, .inconclusive = 2},
                                     {.lock = "wrapper", .orphaned = 11}};

// What a campaign says of it after the executions of `share`.
Result result_of(const ToyPlay& play, const Share& share) {
  Result result;
  result.lock = play.lock;
  result.scenario = "toy";
  result.strategy = "random";
  result.workers = 2;
  result.first_execution = share.first;
  result.executions_planned = share.count;
  result.seconds = 0.1 * static_cast<double>(share.count);
  std::uint64_t virtual_us = 0;
  for (std::uint64_t i = share.first; i < share.first + share.count; ++i) {
    ++result.executions;
    result.steps = static_cast<std::uint32_t>(10 + i);
    virtual_us += 123'457 * (i + 1);
    result.trace_digest += model::combine(i, 1000 + i);
    result.orphaned += i == play.orphaned ? 1 : 0;
    result.coverage.add(i, model::combine(i % 7, 0), i % 2 == 0 ? "even" : "odd");
    if (i == play.inconclusive) {
      result.verdict = Verdict::inconclusive;
      result.message = "shared memory";
    }
    if (i < play.violation) continue;
    result.verdict = Verdict::violation;
    result.oracle = "mutual_exclusion";
    result.message = "two at once in execution " + std::to_string(i);
    result.token = "lp1-" + std::to_string(i);
    result.found_by = i % 2 == 0 ? "even" : "odd";
    break;
  }
  result.virtual_seconds = static_cast<double>(virtual_us) / 1e6;
  if (result.executions == 0) result.skipped = "no execution is left for this shard";
  if (result.verdict == Verdict::pass) result.message = orphans_message(result.orphaned);
  return result;
}

RunSummary summary_of(const Shard& shard) {
  RunSummary summary;
  summary.version = "0.1.0";
  summary.seed = 7;
  summary.campaign = 0xfeed;
  summary.shard = shard;
  summary.seconds = static_cast<double>(shard.number);
  for (const ToyPlay& play : kPlays) summary.results.push_back(result_of(play, share_of(kExecutions, shard)));
  Result skipped;
  skipped.lock = "sound";
  skipped.scenario = "beyond";
  skipped.skipped = "outside of the lock's contract";
  summary.results.push_back(skipped);
  return summary;
}

NamedSummary named(const RunSummary& summary) {
  return {.name = std::to_string(summary.shard.number) + ".json", .summary = summary};
}

std::vector<NamedSummary> all_shards(std::uint64_t of) {
  std::vector<NamedSummary> shards;
  for (std::uint64_t number = 1; number <= of; ++number)
    shards.push_back(named(summary_of({.number = number, .of = of})));
  return shards;
}

std::vector<Result> without_seconds(std::vector<Result> results) {
  for (Result& result : results) result.seconds = 0;
  return results;
}

std::string complaint(const std::vector<NamedSummary>& summaries) {
  try {
    merge(summaries);
  } catch (const BadMerge& error) {
    return error.what();
  }
  return "none";
}

TEST(Merge, OfAllShardsIsWhatOneMachineFinds) {
  const std::vector<Result> whole = without_seconds(summary_of({}).results);
  for (std::uint64_t of = 1; of <= kExecutions + 2; ++of) {
    const RunSummary merged = merge(all_shards(of));
    EXPECT_EQ(without_seconds(merged.results), whole) << of << " shards";
    EXPECT_THAT(missing_shards(merged), IsEmpty());
  }
}

TEST(Merge, DoesNotDependOnGroupingOrderAndRepetition) {
  std::mt19937 random(1);
  const auto below = [&](std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random);
  };
  for (int round = 0; round < 200; ++round) {
    const std::uint64_t of = 1 + below(9);
    std::vector<NamedSummary> some = all_shards(of);
    std::ranges::shuffle(some, random);
    some.resize(1 + below(of));
    std::vector<NamedSummary> in_order = some;
    std::ranges::sort(in_order, {}, [](const NamedSummary& shard) { return shard.summary.shard.number; });
    const RunSummary at_once = merge(in_order);
    // Any two are merged, and sometimes both are kept, until one is left.
    while (some.size() > 1 || round % 2 == 0) {
      const NamedSummary pair[] = {some[below(some.size())], some[below(some.size())]};
      some.push_back(named(merge(pair)));
      std::ranges::shuffle(some, random);
      if (some.size() > 12 || below(2) == 0) {
        const NamedSummary rest = named(merge(some));
        if (below(3) == 0) some = {rest};
      }
      if (some.size() == 1) break;
    }
    EXPECT_EQ(merge(some), at_once) << "round " << round;
  }
}

TEST(Merge, ClaimsNoMoreThanTheUnionCovers) {
  std::vector<NamedSummary> shards = all_shards(4);  // 6, 6, 6 and 5 executions
  shards.erase(shards.begin() + 2);
  const RunSummary merged = merge(shards);
  EXPECT_THAT(missing_shards(merged), ElementsAre(3U));
  const auto& results = merged.results;
  EXPECT_EQ(results[0].verdict, Verdict::inconclusive);
  EXPECT_THAT(results[0].message, HasSubstr("shard 3 of 4"));
  EXPECT_EQ(results[0].executions, 17U);
  EXPECT_EQ(results[1].verdict, Verdict::violation) << "what was found was found";
  EXPECT_EQ(results[3].verdict, Verdict::inconclusive);
  EXPECT_EQ(results.back(), summary_of({}).results.back()) << "of what nobody plays, nothing is missing";
}

TEST(Merge, IsExhaustiveIfEveryShardIs) {
  std::vector<NamedSummary> shards = all_shards(2);
  for (NamedSummary& shard : shards) shard.summary.results[0].exhaustive = true;
  EXPECT_TRUE(merge(shards).results[0].exhaustive);
  EXPECT_FALSE(merge(std::span(shards).first(1)).results[0].exhaustive) << "one is missing";
  shards[1].summary.results[0].exhaustive = false;
  EXPECT_FALSE(merge(shards).results[0].exhaustive);
}

TEST(Merge, TakesTheRunOfAShardThatGotFurther) {
  std::vector<NamedSummary> shards = all_shards(2);
  NamedSummary cut = shards[0];
  Result& result = cut.summary.results[0];
  result = result_of(kPlays[0], {.first = 0, .count = 3});
  result.executions_planned = shards[0].summary.results[0].executions_planned;
  const RunSummary whole = merge(shards);
  EXPECT_EQ(merge(std::vector{cut, shards[1]}).results[0].executions, 14U);
  EXPECT_EQ(merge(std::vector{cut, shards[0], shards[1]}), whole);
  EXPECT_EQ(merge(std::vector{shards[1], shards[0], cut}), whole);
}

TEST(Merge, NoticesThatTwoRunsOfAShardDisagree) {
  std::vector<NamedSummary> shards = all_shards(2);
  NamedSummary other = shards[0];
  other.summary.results[0].seconds = 99;
  shards.push_back(other);
  EXPECT_NO_THROW(merge(shards));
  shards.back().summary.results[0].trace_digest ^= 1;
  EXPECT_THROW(merge(shards), Nondeterminism);
}

TEST(Merge, RefusesWhatIsForeign) {
  const std::vector<NamedSummary> shards = all_shards(2);
  EXPECT_EQ(complaint(shards), "none");
  const auto with = [&](auto change) {
    std::vector<NamedSummary> changed = shards;
    change(changed[1].summary);
    return complaint(changed);
  };
  EXPECT_THAT(with([](RunSummary& summary) { summary.seed = 8; }),
              testing::AllOf(HasSubstr("2.json is foreign"), HasSubstr("seed 8"), HasSubstr("1.json")));
  EXPECT_THAT(with([](RunSummary& summary) { summary.version = "0.2.0"; }), HasSubstr("version 0.2.0"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.campaign = 1; }), HasSubstr("campaign 0000000000000001"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.shard.of = 3; }), HasSubstr("3 shards"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.campaign = 0; }), HasSubstr("does not say which campaign"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.results[0].lock = "other"; }), HasSubstr("foreign"));
}

TEST(Merge, RefusesWhatIsTruncated) {
  const auto with = [&](auto change) {
    std::vector<NamedSummary> changed = all_shards(2);
    change(changed[1].summary);
    return complaint(changed);
  };
  EXPECT_THAT(with([](RunSummary& summary) { summary.results.pop_back(); }), HasSubstr("2.json is truncated"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.results[0].executions = 0; }), HasSubstr("contradicts itself"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.results[0].executions = 99; }), HasSubstr("99 of 11"));
  EXPECT_THAT(with([](RunSummary& summary) { summary.shard.number = 3; }), HasSubstr("shard 3 of 2"));
}

}  // namespace
}  // namespace lockproof::engine
