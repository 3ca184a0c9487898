#include "world/timers.h"

#include <gtest/gtest.h>

#include <csignal>

namespace lockproof::world {
namespace {

TEST(Timers, FireOnceAtTheirDeadline) {
  Timers timers;
  EXPECT_EQ(timers.next_ns(), std::nullopt);
  timers.set(Timers::kIntervalTimer, {.deadline_ns = 100, .signal = SIGALRM});
  EXPECT_EQ(timers.next_ns(), 100);
  EXPECT_EQ(timers.fire(99), std::nullopt);
  EXPECT_EQ(timers.fire(100), SIGALRM);
  EXPECT_EQ(timers.fire(100), std::nullopt);
  EXPECT_EQ(timers.next_ns(), std::nullopt);
}

TEST(Timers, PeriodicOnesMoveOn) {
  Timers timers;
  timers.set(Timers::kIntervalTimer, {.deadline_ns = 100, .period_ns = 50, .signal = SIGALRM});
  EXPECT_EQ(timers.fire(100), SIGALRM);
  EXPECT_EQ(timers.next_ns(), 150);
  EXPECT_EQ(timers.fire(149), std::nullopt);
  EXPECT_EQ(timers.fire(150), SIGALRM);
  EXPECT_EQ(timers.next_ns(), 200);
}

TEST(Timers, SettingReturnsWhatWasSet) {
  Timers timers;
  EXPECT_EQ(timers.set(Timers::kIntervalTimer, {.deadline_ns = 100}).deadline_ns, -1);
  EXPECT_EQ(timers.set(Timers::kIntervalTimer, {.deadline_ns = -1}).deadline_ns, 100);
  EXPECT_EQ(timers.next_ns(), std::nullopt);
}

TEST(Timers, TheEarliestIsNext) {
  Timers timers;
  const int first = timers.create(SIGUSR1);
  const int second = timers.create(0);
  EXPECT_NE(first, second);
  EXPECT_EQ(timers.find(first)->signal, SIGUSR1);
  timers.set(first, {.deadline_ns = 30, .signal = SIGUSR1});
  timers.set(second, {.deadline_ns = 20, .signal = 0});
  EXPECT_EQ(timers.next_ns(), 20);
  EXPECT_EQ(timers.fire(20), 0);
  EXPECT_EQ(timers.next_ns(), 30);
}

TEST(Timers, ADeletedOneIsGone) {
  Timers timers;
  const int id = timers.create(SIGUSR1);
  timers.set(id, {.deadline_ns = 30, .signal = SIGUSR1});
  EXPECT_TRUE(timers.erase(id));
  EXPECT_FALSE(timers.erase(id));
  EXPECT_EQ(timers.find(id), nullptr);
  EXPECT_EQ(timers.next_ns(), std::nullopt);
  EXPECT_NE(timers.create(SIGUSR1), id);
}

}  // namespace
}  // namespace lockproof::world
