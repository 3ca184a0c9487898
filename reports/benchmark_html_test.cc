#include "reports/benchmark_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

namespace lockproof::reports {
namespace {

using testing::HasSubstr;

TEST(BenchmarkHtml, HasTheWordsAndTheCounters) {
  const auto benchmarks = nlohmann::ordered_json::parse(R"([
      {"name": "control/actors:3/real_time", "run_type": "iteration", "iterations": 7, "real_time": 1.5, "time_unit": "ms",
       "ratio": 0.35},
      {"name": "start/node", "error_occurred": true, "error_message": "no <node>"}])");
  const std::string page = benchmark_page("Speed", "0.35 of the rate\n", benchmarks);
  EXPECT_THAT(page, HasSubstr(R"("heading":"Speed","text":"0.35 of the rate\n")"));
  EXPECT_THAT(page,
              HasSubstr(R"({"name":"control/actors:3/real_time","error":"","label":"","counters":{"ratio":0.35}})"));
  EXPECT_THAT(page, HasSubstr(R"("error":"no \u003cnode>")"));
  EXPECT_THAT(page, HasSubstr("benchmarkPage"));
  EXPECT_THAT(benchmark_page("Speed", "", nlohmann::ordered_json::array()), HasSubstr(R"("benchmarks":[])"));
}

}  // namespace
}  // namespace lockproof::reports
