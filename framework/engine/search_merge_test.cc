#include "engine/search_merge.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/executor.h"

namespace lockproof::engine {
namespace {

using model::SearchPart;
using model::Verdict;
using testing::HasSubstr;

constexpr std::uint64_t kParts = 4;

SearchPart part(std::uint64_t number) {
  return {.number = number,
          .finished = true,
          .executions = 10 + number,
          .classes = 10 + number,
          .trace_digest = 100 * number,
          .steps = 7,
          .seconds = 1,
          .sample = {{.digest = 40 - number, .executions = 1, .first = 0}}};
}

NamedSummary summary_of(std::vector<SearchPart> made) {
  model::Result result;
  result.lock = "flock";
  result.scenario = "build_once";
  result.strategy = "exhaustive";
  result.search = model::Search{.parts = kParts, .bounds = "2 actors and no fault", .made = std::move(made)};
  model::RunSummary summary;
  summary.campaign = 9;
  summary.results = {result};
  return {.name = "a file", .summary = summary};
}

model::Result merged(const std::vector<NamedSummary>& summaries) {
  return merge(summaries).results.at(0);
}

TEST(SearchMergeTest, HasAProofWhenAllPartsAreThere) {
  const model::Result all = merged({summary_of({part(1), part(3)}), summary_of({part(0), part(2)})});
  EXPECT_TRUE(all.exhaustive);
  EXPECT_EQ(all.verdict, Verdict::pass);
  EXPECT_EQ(all.executions, 46U);
  EXPECT_EQ(all.trace_digest, 600U);
  EXPECT_EQ(all.coverage.classes(), 4U);
  EXPECT_THAT(all.message, HasSubstr("all 46 classes"));
}

TEST(SearchMergeTest, ClaimsNoMoreThanThereIs) {
  const model::Result some = merged({summary_of({part(1)}), summary_of({part(0), part(2)})});
  EXPECT_FALSE(some.exhaustive);
  EXPECT_EQ(some.verdict, Verdict::inconclusive);
  EXPECT_THAT(some.message, HasSubstr("not a proof: 1 of 4 parts of the search are missing"));
}

TEST(SearchMergeTest, IsTheSameInAnyOrderAndGroupingAndAgain) {
  const NamedSummary a = summary_of({part(1)});
  const NamedSummary b = summary_of({part(0), part(2)});
  SearchPart begun = part(3);
  begun.finished = false;
  begun.executions = 2;
  const NamedSummary c = summary_of({part(2), begun});
  const NamedSummary d = summary_of({part(3)});
  const model::RunSummary whole = merge(std::vector{a, b, c, d});
  EXPECT_TRUE(whole.results.at(0).exhaustive);
  EXPECT_EQ(merge(std::vector{d, c, a, b, a}), whole);
  const NamedSummary left{.name = "left", .summary = merge(std::vector{a, c})};
  const NamedSummary right{.name = "right", .summary = merge(std::vector{d, b})};
  EXPECT_EQ(merge(std::vector{left, right}), whole);
  EXPECT_EQ(merge(std::vector{right, left, left, c}), whole);
}

TEST(SearchMergeTest, TakesTheViolationThatComesFirst) {
  const auto broken = [](std::uint64_t number) {
    SearchPart last = part(number);
    last.finished = false;
    last.violation = true;
    NamedSummary named = summary_of({last});
    named.summary.results[0].verdict = Verdict::violation;
    named.summary.results[0].token = std::to_string(number);
    return named;
  };
  for (const auto& summaries : {std::vector{broken(2), broken(1), summary_of({part(0), part(3)})},
                                std::vector{summary_of({part(0), part(3)}), broken(1), broken(2)}}) {
    const model::Result all = merged(summaries);
    EXPECT_EQ(all.verdict, Verdict::violation);
    EXPECT_EQ(all.token, "1");
    EXPECT_EQ(all.executions, 21U) << "what one machine would have made";
  }
}

TEST(SearchMergeTest, LeavesOutPartsThatRestOnLess) {
  for (const model::SearchBasis& basis :
       {model::SearchBasis{.listed = {7}}, model::SearchBasis{.waits_count = true}, {.looks_count = true}}) {
    NamedSummary more = summary_of({part(0), part(1), part(2)});
    more.summary.results[0].search->basis = basis;
    const NamedSummary less = summary_of({part(3)});
    for (const auto& summaries : {std::vector{less, more}, std::vector{more, less}}) {
      const model::Result all = merged(summaries);
      EXPECT_FALSE(all.exhaustive);
      EXPECT_THAT(all.message, HasSubstr("1 of 4 parts"));
    }
    NamedSummary last = summary_of({part(3)});
    last.summary.results[0].search->basis = basis;
    EXPECT_TRUE(merged({less, more, last}).exhaustive);
  }
}

TEST(SearchMergeTest, RefusesWhatDoesNotGoTogether) {
  NamedSummary foreign = summary_of({part(1)});
  foreign.summary.campaign = 10;
  EXPECT_THROW(merge(std::vector{summary_of({part(0)}), foreign}), BadMerge);
  NamedSummary truncated = summary_of({part(1)});
  truncated.summary.results.clear();
  EXPECT_THROW(merge(std::vector{summary_of({part(0)}), truncated}), BadMerge);
  EXPECT_THROW(merge(std::vector{summary_of({part(kParts)})}), BadMerge);
  SearchPart different = part(1);
  different.trace_digest += 1;
  EXPECT_THROW(merge(std::vector{summary_of({part(1)}), summary_of({different})}), Nondeterminism);
}

}  // namespace
}  // namespace lockproof::engine
