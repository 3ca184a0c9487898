#include "reports/google_benchmark.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <cmath>
#include <nlohmann/json.hpp>

namespace lockproof::reports {
namespace {

model::ContentionReport measured() {
  model::ContentionReport report{.version = "1", .cpus = 2, .machine = {{"kernel", "Linux 6"}}, .results = {}};
  model::ContentionResult good{.workload = "hot", .lock = "flock", .workers = 2, .directory = "/tmp", .rate = 50};
  good.runs.resize(2);
  good.runs[0].acquire_p50_ns = 1000;
  good.runs[0].acquire_p99_ns = 5000;
  good.runs[1].acquire_p50_ns = 2000;
  model::ContentionResult bad{.workload = "hot", .lock = "no_op", .workers = 2, .directory = "/tmp"};
  bad.disqualified = "two were inside";
  report.results = {good, bad};
  return report;
}

// What compare.py reads.
TEST(GoogleBenchmark, HasTheKeysOfItsFormat) {
  const auto json = nlohmann::json::parse(to_google_benchmark(measured()));
  EXPECT_EQ(json.at("context").at("num_cpus"), 2);
  EXPECT_EQ(json.at("context").at("kernel"), "Linux 6");
  const auto& benchmarks = json.at("benchmarks");
  ASSERT_EQ(benchmarks.size(), 3U);
  for (const auto& benchmark : benchmarks) {
    for (const char* key : {"name", "run_name", "run_type", "repetitions", "repetition_index", "threads", "iterations",
                            "real_time", "cpu_time", "time_unit"})
      EXPECT_TRUE(benchmark.contains(key)) << key;
    EXPECT_TRUE(benchmark.at("real_time").is_number());
    EXPECT_TRUE(benchmark.at("cpu_time").is_number());
  }
  EXPECT_EQ(benchmarks[0].at("name"), "hot/flock/workers:2/rate:50/dir:/tmp");
  EXPECT_EQ(benchmarks[0].at("real_time"), 1000);
  EXPECT_EQ(benchmarks[0].at("p99"), 5000);
  EXPECT_EQ(benchmarks[1].at("repetition_index"), 1);
  EXPECT_FALSE(benchmarks[1].contains("p99"));
  EXPECT_EQ(benchmarks[2].at("error_message"), "disqualified: two were inside");
}

TEST(GoogleBenchmark, IsReadBack) {
  const auto results = contention_from_google_benchmark(to_google_benchmark(measured()));
  ASSERT_EQ(results.size(), 1U);
  EXPECT_EQ(model::contention_name(results[0]), "hot/flock/workers:2/rate:50/dir:/tmp");
  ASSERT_EQ(results[0].runs.size(), 2U);
  EXPECT_EQ(results[0].runs[0].acquire_p99_ns, 5000);
  EXPECT_EQ(results[0].runs[1].acquire_p50_ns, 2000);
  EXPECT_TRUE(std::isnan(results[0].runs[1].acquire_p99_ns));
}

TEST(GoogleBenchmark, ThatIsNoneIsRefused) {
  for (const char* text : {"", "[]", "{}", R"({"benchmarks": [{"run_type": "iteration", "name": "BM_other"}]})"})
    EXPECT_THROW(contention_from_google_benchmark(text), BadBenchmark) << text;
}

}  // namespace
}  // namespace lockproof::reports
