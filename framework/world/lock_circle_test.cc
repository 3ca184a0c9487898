// Circles of waits for record locks: whoever closes one is told, as by the kernel.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <string>

#include "model/dependence.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;

int change_lock(int byte, short type, int command = F_SETLKW) {
  static const int file = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  struct flock range {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  range.l_start = byte;
  range.l_len = 1;
  return fcntl(file, command, &range);
}

// Each takes the byte of its own number, and then the next one's.
template <int count, int command>
int take_two(int number) {
  change_lock(number, F_WRLCK, command);
  say("has %d", number);
  const int result = change_lock(number % count + 1, F_WRLCK, command);
  if (result == 0) say("has both");
  return result == 0 ? 0 : errno;
}

const std::string kTold = "exit " + std::to_string(EDEADLK);

// All have one and ask for another one, in the order of their numbers.
template <int count>
void ask_in_a_circle(Rehearsal& rehearsal) {
  for (int number = 1; number <= count; ++number) rehearsal.run_until_it_says(number, "has " + std::to_string(number));
  for (int number = 1; number <= count; ++number) rehearsal.run(number);
}

TEST(LockCircle, IsToldToWhoeverClosesIt) {
  Rehearsal rehearsal(take_two<2, F_SETLKW>, {.actors = 2});
  ask_in_a_circle<2>(rehearsal);
  EXPECT_FALSE(rehearsal.can_run(1));
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_EQ(fate(trace, 2), kTold);
  EXPECT_THAT(lines(trace, 1), ElementsAre("has 1", "has both"));
}

TEST(LockCircle, MayBeLong) {
  Rehearsal rehearsal(take_two<5, F_SETLKW>, {.actors = 5});
  ask_in_a_circle<5>(rehearsal);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(trace.end, End::completed);
  for (int number = 1; number <= 4; ++number) EXPECT_EQ(fate(trace, number), "exit 0");
  EXPECT_EQ(fate(trace, 5), kTold);
}

TEST(LockCircle, OfLocksOfDescriptionsIsADeadlock) {
  Rehearsal rehearsal(take_two<2, F_OFD_SETLKW>, {.actors = 2});
  ask_in_a_circle<2>(rehearsal);
  EXPECT_EQ(rehearsal.finish().end, End::deadlock);
}

// Who has let go of what another one still waits for, for all that that one knows, may wait for it.
TEST(LockCircle, IsNoneWhereOneHasLetGo) {
  Rehearsal rehearsal(
      [](int number) {
        change_lock(number, F_WRLCK);
        say("has %d", number);
        if (number == 1) change_lock(1, F_UNLCK);
        const int result = change_lock(3 - number, F_WRLCK);
        return result == 0 ? 0 : errno;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "has 1");
  rehearsal.run_until_it_says(2, "has 2");
  rehearsal.run(2);  // waits
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.run(1, 2);  // lets go, and waits
  EXPECT_FALSE(rehearsal.can_run(1));
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(fate(trace, 1), "exit 0");
  EXPECT_EQ(fate(trace, 2), "exit 0");
}

// What searches go by: the order of such waits, of the answer and of a kill that opens the circle matters.
TEST(LockCircle, DependsOnWhoWaitsAndHas) {
  Rehearsal rehearsal(take_two<3, F_SETLKW>, {.actors = 3});
  ask_in_a_circle<3>(rehearsal);
  const std::size_t answer = rehearsal.trace().schedule.size() - 1;
  rehearsal.kill(2);
  const model::Trace& trace = rehearsal.trace();
  model::Footprints footprints(model::Watched::marks, true);
  footprints.begin({});
  std::vector<model::Footprint> steps;
  while (steps.size() < trace.schedule.size()) steps.push_back(footprints.next(trace));
  for (const std::size_t step : {answer - 2, answer - 1}) {
    EXPECT_FALSE(steps[step].is_wait);
    EXPECT_TRUE(dependent(steps[step], steps[answer]));
    EXPECT_TRUE(dependent(steps[step], steps[answer + 1]));
  }
  EXPECT_TRUE(dependent(steps[answer - 2], steps[answer - 1]));
  EXPECT_TRUE(dependent(steps[answer], steps[answer + 1]));
}

TEST(LockCircle, CostsNothingWhereAWaiterHasNoLock) {
  Rehearsal rehearsal(
      [](int) {
        change_lock(1, F_WRLCK);
        say("has it");
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "has it");
  rehearsal.run_while_it_can(2);
  const model::Event& wait = rehearsal.trace().events.back();
  EXPECT_EQ(wait.kind, model::Event::Kind::blocked);
  EXPECT_TRUE(std::ranges::none_of(wait.operation.accesses, &model::Access::write));
}

}  // namespace
}  // namespace lockproof::world
