#include "reports/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "reports/golden.h"
#include "reports/sample_trace.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

int widest_line(const std::string& text) {
  int widest = 0;
  std::istringstream lines(text);
  for (std::string line; std::getline(lines, line);) widest = std::max(widest, width(line));
  return widest;
}

TEST(TimelineTest, ShowsEveryKindOfEvent) {
  expect_golden("timeline.txt", timeline(sample_trace(), sample_violation(), {}));
}

TEST(TimelineTest, ColoursWhatMatters) {
  const std::string text = timeline(sample_trace(), sample_violation(), {.colour = true});
  EXPECT_TRUE(text.contains("\x1b[1;31m<-- mutual_exclusion: ")) << text;
  EXPECT_TRUE(text.contains("\x1b[1;31mkilled here, as scheduled\x1b[0m")) << text;
}

TEST(TimelineTest, NeverPassesEscapeSequencesOn) {
  const std::string text = timeline(sample_trace(), sample_violation(), {});
  EXPECT_FALSE(text.contains("\x1b"));
  EXPECT_TRUE(text.contains("waiting for \\x1b[31mbuild.lock"));
}

TEST(TimelineTest, CutsTheMiddleOfACallAndKeepsItsResult) {
  SampleTrace sample;
  sample.actor("1", 7).operation(0, open_lock(std::string(300, 'x'), -17));
  const std::string text = timeline(sample.trace, {}, {.columns = 90});
  EXPECT_LE(widest_line(text), 90) << text;
  EXPECT_TRUE(text.contains("openat(\"xxx")) << text;
  EXPECT_TRUE(text.contains("..."));
  EXPECT_TRUE(text.contains(" = -1 EEXIST\n")) << text;
  EXPECT_TRUE(timeline(sample.trace, {}, {.columns = 0}).contains(std::string(300, 'x')));
}

TEST(TimelineTest, FoldsWhatComesAgainAndAgain) {
  SampleTrace sample;
  sample.actor("1", 7);
  for (int round = 0; round < 10; ++round) {
    sample.operation(0, open_lock("a.lock", -17));
    sample.event(0, model::Event::Kind::mark, "look");
  }
  const std::string folded = timeline(sample.trace, {}, {});
  EXPECT_TRUE(folded.contains("... 9 more rounds of these 2 lines, until +")) << folded;
  EXPECT_EQ(std::ranges::count(folded, '\n'), 1 + 1 + 2 + 1 + 1) << folded;
  EXPECT_FALSE(timeline(sample.trace, {}, {}, false).contains("more rounds"));
  const model::Violation violation{"mutual_exclusion", "here", 14};
  const std::string shown = timeline(sample.trace, violation, {});
  EXPECT_TRUE(shown.contains("<-- mutual_exclusion: here")) << shown;
}

TEST(TimelineTest, PutsALongFindingBelowItsEvent) {
  SampleTrace sample;
  sample.actor("1", 7).event(0, model::Event::Kind::mark, "enter build");
  const model::Violation violation{"mutual_exclusion", "too long for one line", 1};
  EXPECT_TRUE(timeline(sample.trace, violation, {.columns = 60}).contains("enter build\n      "));
  EXPECT_TRUE(timeline(sample.trace, violation, {}).contains("enter build  <-- mutual_exclusion: too long"));
}

TEST(TimelineTest, PutsAFindingAboutTheEndAtTheEnd) {
  SampleTrace sample;
  sample.actor("1", 7);
  const std::string text = timeline(sample.trace, model::Violation{"cleanup", "a file is left", 1}, {});
  EXPECT_TRUE(text.ends_with("completed after 1 step, virtual 0 ns\n<-- cleanup: a file is left\n")) << text;
}

}  // namespace
}  // namespace lockproof::reports
