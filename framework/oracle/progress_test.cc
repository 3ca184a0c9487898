#include "oracle/progress.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using std::chrono_literals::operator""s;

class ProgressTest : public testing::Test {
 protected:
  std::string judged(const TraceBuilder& builder) const { return message_by(Progress::name, builder, rules_); }

  Rules rules_{.contract = {.recovery_max = 300s}, .progress_max = 60s};
};

TEST_F(ProgressTest, AcceptsWhoExitsInTime) {
  EXPECT_EQ(judged(TraceBuilder(2).exit("1").at(360s).exit("2")), "pass");
}

TEST_F(ProgressTest, RejectsWhoIsThereTooLong) {
  EXPECT_EQ(judged(TraceBuilder(2).exit("1").at(361s).exit("2")),
            "actor 2 had not finished after 360 s of virtual time");
  const auto violation = judge_by(Progress::name, TraceBuilder(1).at(400s).mark("1", "note").exit("1"), rules_);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->event, 1U);
}

TEST_F(ProgressTest, TheKilledNeedNotFinish) {
  EXPECT_EQ(judged(TraceBuilder(1).at(400s).kill("1")), "pass");
}

TEST_F(ProgressTest, EachDeathGrantsTheTimeToRecover) {
  EXPECT_EQ(judged(TraceBuilder(3).kill("1").at(361s).exit("2")),
            "actor 2 had not finished after 360 s of virtual time");
  EXPECT_EQ(judged(TraceBuilder(3).kill("1").kill("2").at(660s).exit("3")), "pass");
  EXPECT_EQ(judged(TraceBuilder(3).kill("1").kill("2").at(661s).exit("3")),
            "actor 3 had not finished after 660 s of virtual time");
}

TEST_F(ProgressTest, ABoundOfZeroIsNone) {
  rules_.progress_max = 0s;
  EXPECT_EQ(judged(TraceBuilder(1).at(10'000s).exit("1")), "pass");
}

TEST_F(ProgressTest, RejectsEndsThatAreNone) {
  const auto judged_end = [&](model::End end) { return judged(TraceBuilder(3).exit("1").end(end)); };
  EXPECT_EQ(judged_end(model::End::step_limit), "actors 2 and 3 made no end within the limit of steps");
  EXPECT_EQ(judged_end(model::End::no_progress), "actors 2 and 3 did the same over and over, with the same results");
  EXPECT_EQ(judged_end(model::End::spinning), "actors 2 and 3 ran without end and without a system call");
  EXPECT_EQ(judged_end(model::End::overgrown), "actors 2 and 3 took more memory than there is for one (2 GiB)");
  EXPECT_EQ(judged_end(model::End::vanished), "actors 2 and 3 disappeared without having been killed or having exited");
}

TEST_F(ProgressTest, LeavesDeadlocksToTheirOwnOracle) {
  EXPECT_EQ(judged(TraceBuilder(2).end(model::End::deadlock)), "pass");
  EXPECT_EQ(judged(TraceBuilder(2).end(model::End::stopped)), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
