// What other programs read: JUnit XML, SARIF, TAP, GitHub's workflow commands.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <array>
#include <nlohmann/json.hpp>
#include <pugixml.hpp>

#include "reports/github.h"
#include "reports/golden.h"
#include "reports/junit.h"
#include "reports/outcome.h"
#include "reports/sample_summary.h"
#include "reports/sarif.h"
#include "reports/tap.h"

namespace lockproof::reports {
namespace {

using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

constexpr std::array kRules = {SarifRule{"single_build", "the artefact is built once"},
                               SarifRule{"mutual_exclusion", "one at a time"}};

// Whatever a lock command or a message may hold.
model::RunSummary with_strange_text() {
  model::RunSummary summary;
  summary.version = "0.1.0";
  summary.results = {sample_finding("sh -c 'a <b> & \"c\" # | 100%'", "build_once")};
  summary.results[0].message = "]]> \x1b[31m\nred \xff,:|";
  return summary;
}

model::RunSummary with_limit_and_failure() {
  model::RunSummary summary;
  summary.version = "0.1.0";
  summary.results = {sample_finding("mkdir_lease", "clock_skew"), sample_finding("flock", "build_once"),
                     sample_pass("mkdir_lease", "pid_reuse")};
  summary.results[0].outside_contract = true;
  summary.results[0].expected = true;
  summary.results[1].failure = "step 7";
  summary.results[2].outside_contract = true;
  return summary;
}

pugi::xml_document parsed(const std::string& text) {
  pugi::xml_document document;
  EXPECT_TRUE(document.load_string(text.c_str())) << text;
  return document;
}

TEST(OutcomeTest, SaysWhatTestRunnersWouldSay) {
  const auto summary = with_limit_and_failure();
  const Outcome limit = outcome_of(summary.results[0]);
  EXPECT_EQ(limit.kind, Outcome::Kind::skipped);
  EXPECT_THAT(limit.reason, StartsWith("known limit"));
  const Outcome failure = outcome_of(summary.results[1]);
  EXPECT_EQ(failure.kind, Outcome::Kind::error);
  EXPECT_EQ(failure.type, "failure");
  EXPECT_EQ(outcome_of(summary.results[2]).kind, Outcome::Kind::skipped);
  EXPECT_EQ(outcome_of(sample_pass("flock", "build_once")).kind, Outcome::Kind::passed);
  const Outcome violation = outcome_of(sample_finding("flock", "build_once"));
  EXPECT_EQ(violation.kind, Outcome::Kind::failed);
  EXPECT_EQ(violation.type, "mutual_exclusion");
}

TEST(JunitTest, HasASuiteForEachLockAndACaseForEachScenario) {
  expect_golden("results.junit.xml", to_junit(sample_summary()));
}

TEST(JunitTest, CountsWhatItHolds) {
  const auto document = parsed(to_junit(sample_summary()));
  const auto all = document.child("testsuites");
  const auto count = [&](const char* path) { return all.select_nodes(path).size(); };
  EXPECT_EQ(all.attribute("tests").as_uint(), count("//testcase"));
  EXPECT_EQ(all.attribute("failures").as_uint(), count("//failure"));
  EXPECT_EQ(all.attribute("errors").as_uint(), count("//error"));
  std::size_t skipped = 0;
  for (const auto& suite : all.children("testsuite")) skipped += suite.attribute("skipped").as_uint();
  EXPECT_EQ(skipped, count("//skipped"));
  EXPECT_EQ(count("//testcase"), sample_summary().results.size());
}

TEST(JunitTest, KeepsStrangeTextWhole) {
  const auto summary = with_strange_text();
  const auto document = parsed(to_junit(summary));
  const auto test = document.select_node("//testcase").node();
  EXPECT_EQ(test.attribute("classname").as_string(), summary.results[0].lock);
  EXPECT_STREQ(test.child("failure").attribute("message").as_string(), "]]> \\x1b[31m\\x0ared \\xff,:|");
}

TEST(TapTest, HasAPointForEachResult) {
  expect_golden("results.tap", to_tap(sample_summary()));
}

TEST(TapTest, DescriptionsAreNoDirectives) {
  EXPECT_THAT(to_tap(with_strange_text()), HasSubstr(R"( \# | 100%' in build_once)"));
  EXPECT_THAT(to_tap(with_limit_and_failure()), HasSubstr("ok 1 - mkdir_lease in clock_skew # SKIP known limit"));
}

TEST(SarifTest, HasAResultForEachViolation) {
  expect_golden("results.sarif", to_sarif(sample_summary(), kRules));
}

TEST(SarifTest, KnownLimitsAreNotesAndFailuresNotifications) {
  const auto run = nlohmann::json::parse(to_sarif(with_limit_and_failure(), kRules)).at("runs").at(0);
  ASSERT_EQ(run.at("results").size(), 1u);
  EXPECT_EQ(run.at("results")[0].at("level"), "note");
  EXPECT_EQ(run.at("results")[0].at("ruleIndex"), 1);
  EXPECT_EQ(run.at("invocations")[0].at("executionSuccessful"), false);
  EXPECT_EQ(run.at("invocations")[0].at("toolExecutionNotifications").size(), 1u);
}

TEST(GithubTest, AnnotatesWhatIsNoPass) {
  EXPECT_EQ(github_annotations({}), "");
  const std::string strange = github_annotations(with_strange_text());
  EXPECT_THAT(strange,
              StartsWith("::error title=sh -c 'a <b> & \"c\" # | 100%25' in build_once%3A mutual_exclusion::"));
  EXPECT_EQ(std::ranges::count(strange, '\n'), 1);
  EXPECT_THAT(github_annotations(with_limit_and_failure()), StartsWith("::notice title=mkdir_lease in clock_skew::"));
}

TEST(GithubTest, SummaryIsATableOfWhatIsNoPass) {
  expect_golden("step_summary.md", github_step_summary(sample_summary()));
  EXPECT_THAT(github_step_summary(with_strange_text()), HasSubstr(R"(a \<b\> &)"));
  EXPECT_THAT(github_step_summary({}), Not(HasSubstr("| lock")));
}

}  // namespace
}  // namespace lockproof::reports
