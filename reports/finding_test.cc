#include "reports/finding.h"

#include <gtest/gtest.h>

#include "reports/sample_summary.h"

namespace lockproof::reports {
namespace {

TEST(FindingTest, ATokenTooLongToCopyIsNotShown) {
  model::Result result = sample_finding("a", "b");
  result.token = "lp1-" + std::string(5000, 'A');
  const std::string text = finding(result, {});
  EXPECT_EQ(text.find("AAAA"), std::string::npos);
  EXPECT_NE(text.find("the token has 5,004 characters: run again with --json FILE"), std::string::npos);
}

TEST(FindingTest, SaysWhatBrokeAndHowToSeeItAgain) {
  EXPECT_EQ(finding(sample_finding("age_steal", "handover"), {}),
            "age_steal in handover: VIOLATION mutual_exclusion\n"
            "  actors 1 and 2 are both inside \"build\"\n"
            "  3 workers, pct:3, 14 steps, after 122 executions\n"
            "  lockproof replay lp1-Zm9vYmFyYmF6\n");
}

TEST(FindingTest, FoldsTextButNotTheCommand) {
  EXPECT_EQ(finding(sample_finding("a", "b"), {.columns = 24}),
            "a in b: VIOLATION mutual_exclusion\n"
            "  actors 1 and 2 are\n"
            "  both inside \"build\"\n"
            "  3 workers, pct:3, 14\n"
            "  steps, after 122\n"
            "  executions\n"
            "  lockproof replay lp1-Zm9vYmFyYmF6\n");
}

TEST(FindingTest, TellsThatLockproofFailed) {
  model::Result result = sample_finding("a", "b");
  result.failure = "event 17: actor 2 exit: exit 0, then none";
  EXPECT_NE(finding(result, {}).find("  lockproof failed: event 17: actor 2 exit: exit 0, then none\n"),
            std::string::npos);
}

TEST(FindingTest, ShowsUntrustedTextAsItIs) {
  model::Result result = sample_finding("\x1b]0;a\x07", "b");
  result.message = "says \x1b[2J";
  const std::string text = finding(result, {});
  EXPECT_EQ(text.find('\x1b'), std::string::npos);
  EXPECT_TRUE(text.starts_with("\\x1b]0;a\\x07 in b")) << text;
}

TEST(OutcomeTest, NamesEachOutcome) {
  model::Result result = sample_finding("a", "b");
  EXPECT_EQ(outcome_text(result), "VIOLATION");
  EXPECT_EQ(outcome_colour(result), Colour::red);
  result.expected = true;
  EXPECT_EQ(outcome_text(result), "caught");
  EXPECT_EQ(outcome_colour(result), Colour::green);
  result.skipped = "no user namespace";
  EXPECT_EQ(outcome_text(result), "skipped");
}

model::RunSummary summary_of_causes(const std::vector<std::string>& causes) {
  model::RunSummary summary;
  for (const std::string& cause : causes) {
    summary.results.push_back(sample_finding("a", "in_" + std::to_string(summary.results.size())));
    summary.results.back().cause = cause;
  }
  return summary;
}

TEST(FindingsTest, ShowEachDefectOnce) {
  const std::string text = findings(summary_of_causes({"1", "2", "1", "1"}), {.columns = 30});
  EXPECT_TRUE(text.contains("a in in_0: ") && text.contains("a in in_1: ")) << text;
  EXPECT_FALSE(text.contains("a in in_2: ") || text.contains("a in in_3: ")) << text;
  EXPECT_TRUE(text.contains("  the same cause in 2 more:\n  in_2, in_3\n\na in in_1: ")) << text;
}

TEST(FindingsTest, OfOtherLocksOrOutcomesOrUnknownCauseAreApart) {
  model::RunSummary summary = summary_of_causes({"1", "1", "1", "", ""});
  summary.results[1].lock = "b";
  summary.results[2].outside_contract = true;
  EXPECT_FALSE(findings(summary, {}).contains("the same cause"));
}

TEST(FindingsTest, ThatNobodyExpectedComeFirst) {
  model::RunSummary summary = summary_of_causes({"1", "2"});
  summary.results[0].expected = true;
  EXPECT_TRUE(findings(summary, {}).starts_with("\na in in_1: ")) << findings(summary, {});
}

TEST(FindingTest, ShowsTheShortestScheduleAndReplaysThat) {
  const std::string text = finding(sample_summary().results.at(4), {.columns = 40});
  EXPECT_TRUE(text.contains("as short as possible:\n         time  1               2\n")) << text;
  EXPECT_TRUE(text.ends_with("lockproof replay lp1-c2hvcnRlcg\n")) << text;
}

}  // namespace
}  // namespace lockproof::reports
