#include "reports/progress_bar.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "reports/terminal.h"
#include "reports/terminal_text.h"

namespace lockproof::reports {
namespace {

constexpr std::int64_t kSecond = 1'000'000'000;
constexpr std::int64_t kMillisecond = 1'000'000;

Progress sample() {
  Progress progress;
  progress.executions = 4'200;
  progress.executions_max = 10'000;
  progress.elapsed_ns = 2 * kSecond;
  progress.doing = "flock in handover";
  return progress;
}

TEST(ProgressLineTest, ShowsShareRateAndTimeLeft) {
  EXPECT_EQ(progress_line(sample(), {}),
            " 42 %  [########------------]  4,200 executions  2,100/s  2.8 s left  flock in handover");
  EXPECT_EQ(progress_line(sample(), {.unicode = true, .columns = 30}), " 42 %  ████████░░░░░░░░░░░░");
}

TEST(ProgressLineTest, TheNearerLimitCounts) {
  Progress progress = sample();
  progress.elapsed_ns_max = 4 * kSecond;
  EXPECT_EQ(progress_line(progress, {.columns = 6}), " 50 %");
}

TEST(ProgressLineTest, PromisesNothingWithoutALimit) {
  Progress progress = sample();
  progress.executions_max = 0;
  EXPECT_EQ(progress_line(progress, {}), "4,200 executions  2,100/s  flock in handover");
  EXPECT_EQ(progress_line({}, {}), "0 executions");
}

TEST(ProgressLineTest, DoesNotCountTheYears) {
  Progress progress = sample();
  progress.executions_max = 1'000'000'000'000'000'000;
  EXPECT_EQ(progress_line(progress, {.columns = 79}),
            "  0 %  [--------------------]  4,200 executions  2,100/s  more than 1000 h left");
}

TEST(ProgressLineTest, ShowsViolationsOnlyIfThereAreSome) {
  Progress progress = sample();
  progress.violations = 1;
  EXPECT_NE(progress_line(progress, {}).find("  1 violation  "), std::string::npos);
}

TEST(ProgressLineTest, ShowsHowMuchIsNew) {
  Progress progress = sample();
  progress.unseen = 0.617;
  EXPECT_TRUE(progress_line(progress, {}).ends_with("  2.8 s left  62 % new  flock in handover"))
      << progress_line(progress, {});
}

TEST(ProgressLineTest, NeverExceedsTheWidth) {
  for (int columns = 1; columns < 100; ++columns) {
    EXPECT_LE(width(progress_line(sample(), {.columns = columns})), columns);
  }
}

class ProgressBarTest : public testing::Test {
 protected:
  ProgressBarTest() {
    setenv("TERM", "xterm", 1);
    setenv("NO_COLOR", "1", 1);
    setenv("LC_ALL", "C", 1);
  }

  static Progress at(std::int64_t elapsed_ns) {
    Progress progress;
    progress.elapsed_ns = elapsed_ns;
    return progress;
  }

  Terminal terminal_{80};
};

TEST_F(ProgressBarTest, RewritesItsLineAndErasesItAtTheEnd) {
  {
    ProgressBar bar(terminal_.fd());
    bar.update(at(0));
    EXPECT_EQ(terminal_.take(), "\r0 executions\x1b[K");
  }
  EXPECT_EQ(terminal_.take(), "\r\x1b[K");
}

TEST_F(ProgressBarTest, DrawsTenTimesASecondAtMost) {
  ProgressBar bar(terminal_.fd());
  bar.update(at(0));
  terminal_.take();
  bar.update(at(99 * kMillisecond));
  EXPECT_EQ(terminal_.take(), "");
  bar.update(at(100 * kMillisecond));
  EXPECT_NE(terminal_.take(), "");
}

TEST_F(ProgressBarTest, DrawsAgainAfterOtherOutput) {
  ProgressBar bar(terminal_.fd());
  bar.update(at(0));
  bar.erase();
  EXPECT_TRUE(terminal_.take().ends_with("\r\x1b[K"));
  bar.update(at(1));
  EXPECT_EQ(terminal_.take(), "\r0 executions\x1b[K");
}

// A cursor behind the last column wraps on some terminals.
TEST_F(ProgressBarTest, LeavesTheLastColumnFree) {
  Terminal narrow(12);
  { ProgressBar(narrow.fd()).update(at(0)); }
  EXPECT_EQ(narrow.take(), "\r\x1b[K\r\x1b[K");
}

TEST_F(ProgressBarTest, WritesNothingOnADumbTerminal) {
  setenv("TERM", "dumb", 1);
  { ProgressBar(terminal_.fd()).update(at(0)); }
  EXPECT_EQ(terminal_.take(), "");
}

TEST_F(ProgressBarTest, WritesNothingIntoAPipe) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  { ProgressBar(ends[1]).update(at(0)); }
  close(ends[1]);
  char byte = 0;
  EXPECT_EQ(read(ends[0], &byte, 1), 0);
  close(ends[0]);
}

}  // namespace
}  // namespace lockproof::reports
