#include "reports/html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/golden.h"
#include "reports/html_page.h"
#include "reports/sample_summary.h"
#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;
using testing::Not;

HtmlFinding sample_html_finding() {
  return {.result = 4,
          .executions = {{"shrunk", "lp1-Zm9v", sample_trace(), sample_violation()}},
          .explanation = "Missing: no happens-before edge",
          .clock_skews = {std::chrono::seconds(-30)}};
}

TEST(Html, DataAreAsEver) {
  const json data = json::parse(html_data(html_results(sample_summary(), {sample_html_finding()})));
  expect_golden("html_data.json", data.dump(2) + '\n');
}

TEST(Html, DataHaveEveryEventOnce) {
  const json data = json::parse(html_data(html_results(sample_summary(), {sample_html_finding()})));
  EXPECT_EQ(data.at("results").size(), sample_summary().results.size());
  const json& execution = data.at("findings").at(0).at("executions").at(0);
  const json& events = execution.at("events");
  const std::size_t count = sample_trace().events.size();
  for (const char* column : {"step", "time", "actor", "kind", "what", "outcome"})
    EXPECT_EQ(events.at(column).size(), count) << column;
  EXPECT_EQ(execution.at("actors").size(), sample_trace().actors.size());
  for (const json& index : events.at("what")) EXPECT_LT(index, events.at("texts").size());
}

TEST(Html, NoTextEndsTheScriptAroundIt) {
  model::RunSummary summary = sample_summary();
  summary.results[0].lock = "</script><script>alert(1)</script><!--";
  HtmlFinding finding = sample_html_finding();
  finding.executions[0].trace.events[3].text = "</script>";
  finding.explanation = "</SCRIPT >";
  const std::string data = html_data(html_results(summary, {finding}));
  EXPECT_THAT(data, Not(HasSubstr("<")));
  EXPECT_EQ(json::parse(data).at("results").at(0).at("lock"), summary.results[0].lock);
}

TEST(Html, BytesThatAreNoTextDoNoHarm) {
  HtmlFinding finding = sample_html_finding();
  finding.explanation = "\xff\xfe";
  EXPECT_NO_THROW(json::parse(html_data(html_results(sample_summary(), {finding}))));
}

TEST(Html, IsOneFileThatAsksForNothing) {
  const std::string page = to_html(sample_summary(), {sample_html_finding()});
  EXPECT_THAT(page, HasSubstr("default-src 'none'"));
  EXPECT_THAT(page, HasSubstr("class Timeline"));
  EXPECT_THAT(page, HasSubstr("prefers-color-scheme: dark"));
  EXPECT_THAT(page, HasSubstr("var uPlot="));
  EXPECT_THAT(page, Not(HasSubstr("src=")));
  EXPECT_THAT(page, Not(HasSubstr("@import")));
  EXPECT_EQ(page, to_html(sample_summary(), {sample_html_finding()}));
}

}  // namespace
}  // namespace lockproof::reports
