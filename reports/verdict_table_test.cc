#include "reports/verdict_table.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "reports/golden.h"
#include "reports/sample_summary.h"

namespace lockproof::reports {
namespace {

TEST(VerdictTableTest, IsAMatrixWhereLocksMeetScenarios) {
  expect_golden("verdict_matrix.txt", verdict_table(sample_summary(), {}));
}

TEST(VerdictTableTest, UsesColoursAndBoxCharactersIfAsked) {
  expect_golden("verdict_matrix_colour.txt", verdict_table(sample_summary(), {.colour = true, .unicode = true}));
}

TEST(VerdictTableTest, LeavesOutOraclesThenFoldsTheMatrix) {
  expect_golden("verdict_matrix_narrow.txt", verdict_table(sample_summary(), {.columns = 60}));
  expect_golden("verdict_matrix_folded.txt", verdict_table(sample_summary(), {.columns = 40}));
}

TEST(VerdictTableTest, HasARowForEachResultWhereTheyAreFew) {
  model::RunSummary summary = sample_summary();
  summary.results = {summary.results[3], summary.results[4], summary.results[5]};
  expect_golden("verdict_rows.txt", verdict_table(summary, {}));
}

TEST(VerdictTableTest, HasARowForEachResultWhereACellWouldHoldTwo) {
  model::RunSummary summary = sample_summary();
  summary.results.push_back(summary.results[0]);
  summary.results.back().strategy = "pct";
  EXPECT_TRUE(verdict_table(summary, {}).contains("strategy"));
}

TEST(VerdictTableTest, ReportsWhereLockproofFailed) {
  model::RunSummary summary;
  summary.results = {sample_pass("flock", "handover")};
  EXPECT_FALSE(verdict_table(summary, {}).contains("flock in handover"));
  summary.results[0].failure = "event 3: exit 0, then none";
  EXPECT_TRUE(verdict_table(summary, {}).contains("flock in handover: error\n"));
}

TEST(VerdictTableTest, CutsLongNamesInTheTableOnly) {
  model::RunSummary summary;
  const std::string command = "my-lock --with --very many --options {lock} {body}";
  summary.results = {sample_finding(command, "handover")};
  const std::string text = verdict_table(summary, {});
  EXPECT_TRUE(text.contains("my-lock --with --very many --...  handover")) << text;
  EXPECT_TRUE(text.contains(command + " in handover")) << text;
}

TEST(VerdictTableTest, TheDigestCountsOnlyWhatWasRun) {
  model::RunSummary summary = sample_summary();
  const std::uint64_t digest = model::digest(summary);
  summary.results[2].trace_digest = 1;
  EXPECT_EQ(model::digest(summary), digest);
  summary.results[0].trace_digest = 1;
  EXPECT_NE(model::digest(summary), digest);
}

}  // namespace
}  // namespace lockproof::reports
