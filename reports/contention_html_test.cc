#include "reports/contention_html.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "reports/html_page.h"

namespace lockproof::reports {
namespace {

using nlohmann::json;
using testing::HasSubstr;

model::ContentionReport sampled() {
  model::ContentionResult good{.workload = "hot", .lock = "flock", .workers = 2, .directory = "/dev/shm"};
  good.whole.acquire_p50_ns = 900;
  good.acquire_curve = {{0.0, 800}, {0.9, 950}, {1.0, 1200}};
  good.ratio = {.median = 1.2, .low = 1.1, .high = 1.3};
  good.runs = {good.whole};
  model::ContentionResult broken{.workload = "hot", .lock = "</script>", .workers = 2, .directory = "/dev/shm"};
  broken.disqualified = "two were inside";
  return {.version = "1",
          .machine = {{"kernel", "Linux 6"}},
          .compared_with = "raw_flock",
          .spread = 0.1,
          .results = {good, broken}};
}

TEST(ContentionHtml, HasWhatWasMeasuredAndWhyTheRestWasNot) {
  const json rows = json::parse(html_data(html_contention(sampled()))).at("contention");
  EXPECT_EQ(rows.at(0).at("figures").at("p50"), 900);
  EXPECT_EQ(rows.at(0).at("figures").at("handoff"), nullptr);
  EXPECT_EQ(rows.at(0).at("curve").at(1), json({0.9, 950.0}));
  EXPECT_EQ(rows.at(0).at("ratio").at("high"), 1.3);
  EXPECT_THAT(std::string(rows.at(1).at("unmeasured")), HasSubstr("two were inside"));
  EXPECT_TRUE(rows.at(1).at("figures").empty());
}

TEST(ContentionHtml, IsAPageWhateverTheNames) {
  const std::string page = to_html(sampled());
  EXPECT_THAT(page, HasSubstr("contentionPage"));
  EXPECT_THAT(page, HasSubstr(R"(\u003c/script>)"));
  EXPECT_EQ(page, to_html(sampled()));
}

}  // namespace
}  // namespace lockproof::reports
