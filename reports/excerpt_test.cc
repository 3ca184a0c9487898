#include "reports/excerpt.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_trace.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::SizeIs;
using testing::StartsWith;

TEST(Excerpt, ShowsWhatMattersInLanes) {
  const std::vector<std::string> lines = excerpt(sample_trace(), sample_violation());
  ASSERT_GE(lines.size(), 4U);
  EXPECT_THAT(lines.front(), HasSubstr("time  1"));
  EXPECT_THAT(lines.back(), StartsWith("<-- mutual_exclusion: "));
  for (const std::string& line : lines) EXPECT_THAT(line, testing::Not(HasSubstr("starts as PID")));
}

TEST(Excerpt, IsCutToTheLastSteps) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);
  for (int i = 0; i < 100; ++i) sample.event(i % 2, model::Event::Kind::mark, "note " + std::to_string(i));
  const auto last = static_cast<std::uint32_t>(sample.trace.events.size() - 1);
  const std::vector<std::string> lines = excerpt(sample.trace, {"single_build", "twice", last});
  ASSERT_THAT(lines, SizeIs(kExcerptLinesMax));
  EXPECT_EQ(lines.at(1), "... 83 steps before that matter");
  EXPECT_THAT(lines.at(lines.size() - 2), HasSubstr("note 99"));
}

TEST(Excerpt, LeavesOutActorsThatDoNothing) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8).actor("3", 9).event(2, model::Event::Kind::mark, "enter a");
  const std::vector<std::string> lines = excerpt(sample.trace, {"single_build", "twice", 3});
  EXPECT_THAT(lines.front(), testing::EndsWith("time  3"));
}

TEST(Excerpt, IsNoneOfMoreActorsThanFit) {
  SampleTrace sample;
  for (int i = 0; i < 9; ++i) sample.actor(std::to_string(i + 1), 7 + i);
  for (int i = 0; i < 9; ++i) sample.event(i, model::Event::Kind::mark, "enter a");
  EXPECT_THAT(excerpt(sample.trace, {"single_build", "twice", 17}), IsEmpty());
}

}  // namespace
}  // namespace lockproof::reports
