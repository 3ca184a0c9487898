#include "reports/bench_table.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::reports {
namespace {

using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

model::ContentionResult row(const char* lock, int workers, double p50_ns) {
  model::ContentionResult result{.workload = "hot", .lock = lock, .workers = workers, .directory = "/dev/shm"};
  result.whole.acquire_p50_ns = p50_ns;
  result.whole.acquisitions_per_s = 12345;
  result.judged = {.median = p50_ns, .low = 0.9 * p50_ns, .high = 1.1 * p50_ns};
  result.runs = {result.whole};
  return result;
}

model::ContentionReport report() {
  model::ContentionReport report{.version = "1",
                                 .cpus = 2,
                                 .machine = {{"kernel", "Linux 6"}},
                                 .compared_with = "raw_flock",
                                 .spread = 0.1,
                                 .results = {}};
  for (const int workers : {1, 2, 8}) {
    report.results.push_back(row("raw_flock", workers, 900));
    report.results.back().note = "flock(2) on an open file";
    report.results.push_back(row("slow", workers, 3000));
    report.results.back().ratio = {.median = 3.33, .low = 3.1, .high = 3.5};
    report.results.push_back(row("fast", workers, 1000));
    report.results.push_back(row("broken", workers, 1));
    report.results.back().disqualified = "two were inside";
  }
  return report;
}

const Style kPlain{};

TEST(BenchText, ShowsLocksFromTheFastestForTheLargestNumberWithACpuForEach) {
  const std::string text = bench_text(report(), kPlain, false);
  EXPECT_THAT(text, HasSubstr("kernel: Linux 6\n"));
  EXPECT_THAT(text, HasSubstr("hot in /dev/shm, 2 workers, closed loop\n"));
  EXPECT_THAT(text, Not(HasSubstr("8 workers, closed loop")));
  EXPECT_LT(text.find("raw_flock  900 ns"), text.find("fast"));
  EXPECT_LT(text.find("fast"), text.find("slow"));
  EXPECT_THAT(text, HasSubstr("10 %"));
  EXPECT_THAT(text, HasSubstr("3.33 (3.10-3.50)"));
  EXPECT_THAT(text, HasSubstr("1 worker  2 workers  8 workers"));
  EXPECT_THAT(text, Not(HasSubstr("noisy")));
  EXPECT_THAT(bench_text(report(), kPlain, true), HasSubstr("8 workers, closed loop"));
}

TEST(BenchText, HasOtherProgramsAmongTheRowsOfTheSameWork) {
  model::ContentionReport shown = report();
  shown.others = {{"stress-ng --flock", shown.results.front().directory, 2, 54'321}, {"elsewhere", "/nowhere", 2, 1}};
  const std::string text = bench_text(shown, kPlain, false);
  EXPECT_THAT(text, ContainsRegex("\nstress-ng --flock +-.* 54,321 .*its operations, which are no acquisitions\n"));
  EXPECT_THAT(text, Not(HasSubstr("elsewhere")));
  for (auto& result : shown.results) result.workload = "handoff";
  EXPECT_THAT(bench_text(shown, kPlain, false), Not(HasSubstr("stress-ng")));
}

TEST(BenchText, RanksNothingThatIsDisqualifiedAndSaysWhyOnce) {
  const std::string text = bench_text(report(), kPlain, false);
  const std::string reason = "broken: disqualified: two were inside\n";
  EXPECT_THAT(text, HasSubstr(reason));
  EXPECT_EQ(text.find(reason), text.rfind(reason));
  EXPECT_THAT(text, Not(HasSubstr("broken  1 ns")));
}

TEST(BenchText, SaysWhatIsSkippedAndOpenAndNoisy) {
  model::ContentionReport noisy = report();
  noisy.spread = 0.5;
  for (auto& result : noisy.results) result.rate = 1000;
  noisy.results[1].skipped = "it cannot";
  const std::string text = bench_text(noisy, kPlain, false);
  EXPECT_THAT(text, HasSubstr("slow: skipped, because it cannot\n"));
  EXPECT_THAT(text, HasSubstr("open loop, 1000/s, from the intended start"));
  EXPECT_THAT(text, HasSubstr("This machine is noisy"));
  noisy.spread = model::kNotMeasured;
  EXPECT_THAT(bench_text(noisy, kPlain, false), HasSubstr("One run of each"));
}

}  // namespace
}  // namespace lockproof::reports
