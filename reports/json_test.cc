#include "reports/json.h"

#include <gtest/gtest.h>
#include <stdlib.h>

#include <filesystem>
#include <string>

#include "reports/golden.h"
#include "reports/sample_summary.h"

namespace lockproof::reports {
namespace {

// sample text with one part replaced.
std::string sample_with(std::string_view part, std::string_view replacement) {
  std::string text = to_json(sample_summary());
  const std::size_t at = text.find(part);
  if (at == std::string::npos) throw std::logic_error("the sample has no " + std::string(part));
  return text.replace(at, part.size(), replacement);
}

std::string complaint(const std::string& text) {
  try {
    from_json(text);
  } catch (const BadJson& error) {
    return error.what();
  }
  return "none";
}

TEST(JsonTest, HasTheDocumentedForm) {
  model::RunSummary summary = sample_summary();
  summary.results = {summary.results[4], summary.results[5]};
  expect_golden("results.json", to_json(summary));
}

TEST(JsonTest, ReadsWhatItWrites) {
  model::RunSummary summary = sample_summary();
  summary.seed = 18'446'744'073'709'551'615U;
  summary.results[0].failure = "event 17";
  EXPECT_EQ(from_json(to_json(summary)), summary);
  EXPECT_EQ(from_json(to_json(sample_shard())), sample_shard());
  EXPECT_EQ(from_json(to_json(sample_merge())), sample_merge());
}

TEST(JsonTest, WritesBytesThatAreNotText) {
  model::RunSummary summary;
  summary.results = {sample_finding("a\xff", "b")};
  EXPECT_EQ(from_json(to_json(summary)).results[0].lock, "a\\xff");
}

TEST(JsonTest, IgnoresKeysThatItDoesNotKnow) {
  EXPECT_EQ(from_json(sample_with("\"seed\": 42,", "\"seed\": 42, \"later\": [1],")), sample_summary());
}

TEST(JsonTest, DoesWithoutTheKeysOfOurOwn) {
  const model::RunSummary summary = from_json(
      R"({"schema":1,"version":"0.1.0","seed":7,"results":[{"lock":"a","scenario":"b","strategy":"pct","workers":2,
          "executions":5,"exhaustive":false,"verdict":"pass","oracle":"","expected":false,"steps":9,"token":"",
          "trace_digest":"00000000000000ff","seconds":1}]})");
  EXPECT_EQ(summary.seed, 7U);
  ASSERT_EQ(summary.results.size(), 1U);
  EXPECT_EQ(summary.results[0].trace_digest, 255U);
}

TEST(JsonTest, SaysWhereATextIsWrong) {
  EXPECT_EQ(complaint("{\"schema\""), "is not JSON from byte 10 on");
  EXPECT_EQ(complaint("[]"), "must be an object");
  EXPECT_EQ(complaint("{}"), "schema: is missing");
  EXPECT_EQ(complaint(sample_with("\"schema\": 1", "\"schema\": 2")),
            "schema: is 2, and this version of lockproof reads 1");
  EXPECT_EQ(complaint(sample_with("\"inconclusive\"", "\"passed\"")),
            "results[7].verdict: \"passed\" is none of pass, violation, inconclusive, skipped");
  EXPECT_EQ(complaint(sample_with("\"workers\": 3", "\"workers\": -3")),
            "results[0].workers: must be a whole number from 0 to 4294967295");
  EXPECT_EQ(complaint(sample_with("\"workers\": 3", "\"workers\": 4294967296")),
            "results[0].workers: must be a whole number from 0 to 4294967295");
  EXPECT_EQ(complaint(sample_with("0123456789abcdef", "123456789abcdef")),
            "results[0].trace_digest: must be 16 hexadecimal digits");
  EXPECT_EQ(complaint(sample_with("0123456789abcdef", "0123456789abcdeg")),
            "results[0].trace_digest: must be 16 hexadecimal digits");
  EXPECT_EQ(complaint(sample_with("\"lock\": \"flock\"", "\"lock\": 1")), "results[0].lock: must be a string");
}

TEST(JsonTest, KeepsResultsInAFile) {
  std::string folder = testing::TempDir() + "json_XXXXXX";
  ASSERT_NE(mkdtemp(folder.data()), nullptr);
  const std::filesystem::path path = folder + "/results.json";
  write_json(path, sample_summary());
  EXPECT_EQ(read_json(path), sample_summary());
  std::filesystem::remove_all(folder);
}

}  // namespace
}  // namespace lockproof::reports
