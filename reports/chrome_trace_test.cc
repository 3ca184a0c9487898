#include "reports/chrome_trace.h"

#include <gtest/gtest.h>

#include <map>
#include <nlohmann/json.hpp>

#include "reports/golden.h"
#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using nlohmann::json;

json events_of(const model::Trace& trace, const std::optional<model::Violation>& violation = {}) {
  return json::parse(to_chrome_trace(trace, violation, "flock in build_once")).at("traceEvents");
}

// How long the first wait is shown to be.
int wait_us(const model::Trace& trace) {
  for (const json& event : events_of(trace)) {
    if (event.value("cat", "") == "blocked") return event.at("dur");
  }
  return -1;
}

TEST(ChromeTraceTest, HasATrackForEachProcess) {
  const std::string text = to_chrome_trace(sample_trace(), sample_violation(), "flock in build_once");
  expect_golden("chrome_trace.json", json::parse(text).dump(1) + '\n');
  EXPECT_EQ(text, to_chrome_trace(sample_trace(), sample_violation(), "flock in build_once"));
}

TEST(ChromeTraceTest, HasASliceForEachEvent) {
  std::size_t slices = 0;
  for (const json& event : events_of(sample_trace())) slices += event.at("ph") == "X" ? 1U : 0U;
  EXPECT_EQ(slices, sample_trace().events.size());
}

TEST(ChromeTraceTest, SectionsEndEvenOfTheKilledAndOfThoseThatAnOracleStopped) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);
  sample.event(0, model::Event::Kind::mark, "enter build").event(1, model::Event::Kind::mark, "enter build");
  sample.kill(0);
  std::map<int, int> depth;
  std::map<int, int> end_us;
  for (const json& event : events_of(sample.trace)) {
    if (event.at("ph") == "B") ++depth[event.at("tid")];
    if (event.at("ph") != "E") continue;
    --depth[event.at("tid")];
    end_us[event.at("tid")] = event.at("ts");
  }
  EXPECT_EQ(depth, (std::map<int, int>{{1, 0}, {2, 0}}));
  EXPECT_EQ(end_us, (std::map<int, int>{{1, 5000}, {2, 5000}}));
}

TEST(ChromeTraceTest, AWaitLastsUntilTheProcessGoesOn) {
  EXPECT_EQ(wait_us(sample_trace()), 1000);
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);
  sample.blocked(0, flock_exclusive(3, "a.lock")).operation(1, open_lock("a.lock", 3)).clock(5);
  sample.operation(0, flock_exclusive(3, "a.lock"));
  EXPECT_EQ(wait_us(sample.trace), 3000);
}

}  // namespace
}  // namespace lockproof::reports
