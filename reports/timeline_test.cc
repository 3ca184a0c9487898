#include "reports/timeline.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <sstream>

#include "reports/golden.h"
#include "reports/sample_trace.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

bool contains(const std::string& text, std::string_view part) {
  return text.find(part) != std::string::npos;
}

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
  EXPECT_TRUE(contains(text, "\x1b[1;31m<-- mutual_exclusion: ")) << text;
  EXPECT_TRUE(contains(text, "\x1b[1;31mkilled here, as scheduled\x1b[0m")) << text;
}

TEST(TimelineTest, NeverPassesEscapeSequencesOn) {
  const std::string text = timeline(sample_trace(), sample_violation(), {});
  EXPECT_FALSE(contains(text, "\x1b"));
  EXPECT_TRUE(contains(text, "waiting for \\x1b[31mbuild.lock"));
}

TEST(TimelineTest, CutsTheMiddleOfACallAndKeepsItsResult) {
  SampleTrace sample;
  sample.actor("1", 7).operation(0, open_lock(std::string(300, 'x'), -17));
  const std::string text = timeline(sample.trace, {}, {.columns = 90});
  EXPECT_LE(widest_line(text), 90) << text;
  EXPECT_TRUE(contains(text, "openat(\"xxx")) << text;
  EXPECT_TRUE(contains(text, "..."));
  EXPECT_TRUE(contains(text, " = -1 EEXIST\n")) << text;
  EXPECT_TRUE(contains(timeline(sample.trace, {}, {.columns = 0}), std::string(300, 'x')));
}

TEST(TimelineTest, FoldsWhatComesAgainAndAgain) {
  SampleTrace sample;
  sample.actor("1", 7);
  for (int round = 0; round < 10; ++round) {
    sample.operation(0, open_lock("a.lock", -17));
    sample.event(0, model::Event::Kind::mark, "look");
  }
  const std::string folded = timeline(sample.trace, {}, {});
  EXPECT_TRUE(contains(folded, "... 9 more rounds of these 2 lines, until +")) << folded;
  EXPECT_EQ(std::ranges::count(folded, '\n'), 1 + 1 + 2 + 1 + 1) << folded;
  EXPECT_FALSE(contains(timeline(sample.trace, {}, {}, false), "more rounds"));
  const model::Violation violation{"mutual_exclusion", "here", 14};
  const std::string shown = timeline(sample.trace, violation, {});
  EXPECT_TRUE(contains(shown, "<-- mutual_exclusion: here")) << shown;
}

TEST(TimelineTest, PutsALongFindingBelowItsEvent) {
  SampleTrace sample;
  sample.actor("1", 7).event(0, model::Event::Kind::mark, "enter build");
  const model::Violation violation{"mutual_exclusion", "too long for one line", 1};
  EXPECT_TRUE(contains(timeline(sample.trace, violation, {.columns = 60}), "enter build\n      "));
  EXPECT_TRUE(contains(timeline(sample.trace, violation, {}), "enter build  <-- mutual_exclusion: too long"));
}

TEST(TimelineTest, PutsAFindingAboutTheEndAtTheEnd) {
  SampleTrace sample;
  sample.actor("1", 7);
  const std::string text = timeline(sample.trace, model::Violation{"cleanup", "a file is left", 1}, {});
  EXPECT_TRUE(text.ends_with("completed after 1 step, virtual 0 ns\n<-- cleanup: a file is left\n")) << text;
}

}  // namespace
}  // namespace lockproof::reports
