// The PID of an actor that is dead belongs to somebody else.
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <stdexcept>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using testing::ElementsAre;

// The first actor is killed where it waits; the second one looks for it, three times.
int be_killed_or_look(int number) {
  if (number == 1) {
    const bool is_first = mkdir("started", 0700) == 0;
    say("%s as %d", is_first ? "started" : "started again", getpid());
    if (is_first) pause();
    sleep(1);
    return 3;
  }
  for (int look = 0; look < 3; ++look) {
    sleep(1);
    say("%s", kill(101, 0) == 0 ? "alive" : strerrorname_np(errno));
  }
  return 0;
}

TEST(PidReuse, AStrangerLivesToTheEnd) {
  Rehearsal rehearsal(be_killed_or_look,
                      {.actors = 2, .faults = {.kills = {{.count = 1}}, .pid_reuses = {{.count = 1}}}});
  rehearsal.run_while_it_can(1);
  rehearsal.kill(1);
  rehearsal.advance_clock();
  rehearsal.run_until_it_says(2, "ESRCH");
  rehearsal.reuse_pid(1);
  EXPECT_THAT(lines(rehearsal.finish(), 2), ElementsAre("ESRCH", "alive", "alive"));
}

TEST(PidReuse, AWorkerIsStartedAgainAndItsEndIsTheEndOfThePid) {
  Rehearsal rehearsal(
      be_killed_or_look,
      {.actors = 2, .faults = {.kills = {{.count = 1}}, .pid_reuses = {{.count = 1, .by_worker = true}}}});
  rehearsal.run_while_it_can(1);
  rehearsal.kill(1);
  rehearsal.advance_clock();
  rehearsal.run_until_it_says(2, "ESRCH");
  rehearsal.reuse_pid(1);
  rehearsal.run_while_it_can(3);
  rehearsal.advance_clock();
  rehearsal.run_until_it_says(2, "alive");
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("started as 101", "ESRCH", "started again as 101", "alive", "ESRCH"));
  EXPECT_EQ(fate(trace, 1), "SIGKILL");
  EXPECT_EQ(fate(trace, 3), "exit 3");
}

// The kernel does not give it away: it is the number of the group, too.
TEST(PidReuse, WaitsForTheWholeProcessGroup) {
  Rehearsal rehearsal(
      [](int) {
        if (fork() == 0) mkdir("by the child", 0700);
        return pause();
      },
      {.faults = {.kills = {{.count = 1}}, .pid_reuses = {{.count = 1}}}});
  rehearsal.run(1);
  rehearsal.kill(1);
  EXPECT_THROW(rehearsal.reuse_pid(1), std::logic_error);
}

}  // namespace
}  // namespace lockproof::world
