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

TEST(FindingTest, ShowsTheShortestScheduleAndReplaysThat) {
  const std::string text = finding(sample_summary().results.at(4), {.columns = 40});
  EXPECT_TRUE(text.contains("as short as possible:\n         time  1               2\n")) << text;
  EXPECT_TRUE(text.ends_with("lockproof replay lp1-c2hvcnRlcg\n")) << text;
}

}  // namespace
}  // namespace lockproof::reports
