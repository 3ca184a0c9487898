#include "explore/replay.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using model::Choice;
using testing::ElementsAre;

constexpr Choice kRun0{Choice::Kind::run, 0};
constexpr Choice kRun1{Choice::Kind::run, 1};
constexpr Choice kRun2{Choice::Kind::run, 2};
constexpr Choice kKill0{Choice::Kind::kill, 0};
constexpr Choice kKill1{Choice::Kind::kill, 1};
constexpr Choice kClock{Choice::Kind::clock, 0};

const std::vector<Choice> kAll = {kRun0, kRun1, kRun2, kKill0, kKill1};

Choice taken(Replay& replay, const std::vector<Choice>& choices) {
  return choices.at(replay.choose(choices));
}

class ReplayTest : public testing::TestWithParam<Replay::Mode> {};
INSTANTIATE_TEST_SUITE_P(Modes, ReplayTest, testing::Values(Replay::Mode::strict, Replay::Mode::lenient));

TEST_P(ReplayTest, MakesTheRecordedChoicesInEveryExecution) {
  const std::vector<Choice> schedule = {kRun1, kKill1, kRun0};
  Replay replay(schedule, GetParam());
  for (std::uint64_t execution = 0; execution < 3; ++execution) {
    replay.begin(execution);
    for (const Choice& choice : schedule) EXPECT_EQ(taken(replay, kAll), choice);
  }
}

TEST(StrictReplayTest, SaysWhereAndHowTheExecutionDiverges) {
  Replay replay({kRun0, kRun1}, Replay::Mode::strict);
  replay.begin(0);
  replay.choose(kAll);
  try {
    replay.choose(std::vector{kRun0, kKill0});
    FAIL() << "accepted";
  } catch (const Divergence& divergence) {
    EXPECT_EQ(divergence.step, 1U);
    EXPECT_EQ(divergence.wanted, kRun1);
    EXPECT_THAT(divergence.legal, ElementsAre(kRun0, kKill0));
    EXPECT_STREQ(divergence.what(),
                 "step 1: the schedule says \"run 1\", which is not possible here; possible: \"run 0\" \"kill 0\"");
  }
}

TEST(StrictReplayTest, SaysThatTheScheduleIsUsedUp) {
  Replay replay({kRun0}, Replay::Mode::strict);
  replay.begin(0);
  replay.choose(kAll);
  try {
    replay.choose(std::vector{kClock});
    FAIL() << "accepted";
  } catch (const Divergence& divergence) {
    EXPECT_EQ(divergence.step, 1U);
    EXPECT_EQ(divergence.wanted, std::nullopt);
    EXPECT_STREQ(divergence.what(), "step 1: the schedule is used up, but the execution goes on; possible: \"clock\"");
  }
}

TEST(LenientReplayTest, PassesOverWhatIsNotLegal) {
  Replay replay({kRun2, kClock, kRun1, kRun0}, Replay::Mode::lenient);
  replay.begin(0);
  EXPECT_EQ(taken(replay, kAll), kRun2);
  EXPECT_EQ(taken(replay, kAll), kRun1);
  EXPECT_EQ(taken(replay, kAll), kRun0);
}

TEST(LenientReplayTest, ThenTheLastActorGoesOnWithoutPreemption) {
  Replay replay({kRun1, kKill0}, Replay::Mode::lenient);
  replay.begin(0);
  replay.choose(kAll);
  replay.choose(kAll);
  EXPECT_EQ(taken(replay, kAll), kRun1);
  EXPECT_EQ(taken(replay, kAll), kRun1);
  EXPECT_EQ(taken(replay, {kRun0, kRun2}), kRun0);
  EXPECT_EQ(taken(replay, {kRun0, kRun1}), kRun0);
  EXPECT_EQ(taken(replay, {kKill0, kKill1, kClock}), kClock);
  EXPECT_EQ(taken(replay, {kRun0, kRun1}), kRun0);
}

TEST(LenientReplayTest, ANewExecutionForgetsWhoRanLast) {
  Replay replay({}, Replay::Mode::lenient);
  replay.begin(0);
  EXPECT_EQ(taken(replay, {kRun2}), kRun2);
  replay.begin(1);
  EXPECT_EQ(taken(replay, kAll), kRun0);
}

}  // namespace
}  // namespace lockproof::explore
