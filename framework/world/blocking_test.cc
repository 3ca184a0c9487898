// Calls that sleep: who is disabled, who wakes, and that it is a choice who gets what was freed.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <thread>

#include "world/rehearsal.h"
#include "world/ways_to_close.h"

namespace lockproof::world {
namespace {

using model::End;
using model::Event;
using testing::ElementsAre;

int open_lock() {
  return open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

int record_lock(int fd, int command, short type) {
  struct flock range {};
  range.l_type = type;
  range.l_whence = SEEK_SET;
  return fcntl(fd, command, &range);
}

int take_flock(int number) {
  const int fd = open_lock();
  flock(fd, LOCK_EX);
  say("%d has it", number);
  flock(fd, LOCK_UN);
  return 0;
}

int take_record_lock(int number) {
  const int fd = open_lock();
  record_lock(fd, F_SETLKW, F_WRLCK);
  say("%d has it", number);
  record_lock(fd, F_SETLKW, F_UNLCK);
  return 0;
}

int take_description_lock(int number) {
  const int fd = open_lock();
  record_lock(fd, F_OFD_SETLKW, F_WRLCK);
  say("%d has it", number);
  record_lock(fd, F_OFD_SETLK, F_UNLCK);
  return 0;
}

class KernelLock : public testing::TestWithParam<Part> {};
INSTANTIATE_TEST_SUITE_P(Kinds, KernelLock, testing::Values(take_flock, take_record_lock, take_description_lock));

TEST_P(KernelLock, DisablesTheWaiterWhileItIsHeld) {
  Rehearsal rehearsal(GetParam(), {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("1 has it"));
  EXPECT_EQ(count(rehearsal.trace(), Event::Kind::blocked), 1);
  rehearsal.run(1);
  EXPECT_TRUE(rehearsal.can_run(2));
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("1 has it", "2 has it"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST_P(KernelLock, GoesToWhomeverTheScheduleChooses) {
  for (const int next : {2, 3}) {
    Rehearsal rehearsal(GetParam(), {.actors = 3});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.run_while_it_can(2);
    rehearsal.run_while_it_can(3);
    rehearsal.run(1);
    rehearsal.run_while_it_can(next);
    EXPECT_EQ(lines(rehearsal.finish()).at(1), next == 2 ? "2 has it" : "3 has it");
  }
}

TEST_P(KernelLock, IsFreedByTheDeathOfItsHolder) {
  Rehearsal rehearsal(GetParam(), {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  rehearsal.kill(1);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(fate(trace, 1), "SIGKILL");
  EXPECT_THAT(lines(trace), ElementsAre("1 has it", "2 has it"));
}

TEST_P(KernelLock, OfAKilledWaiterIsNeverTaken) {
  Rehearsal rehearsal(GetParam(), {.actors = 3});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  rehearsal.kill(2);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("1 has it", "3 has it"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Flock, SharedHoldersKeepOutAnExclusiveOne) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        flock(fd, number == 3 ? LOCK_EX : LOCK_SH);
        say("%d has it", number);
        return 0;
      },
      {.actors = 3});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_until_it_says(2, "2 has it");
  rehearsal.run_while_it_can(3);
  EXPECT_FALSE(rehearsal.can_run(3));
  rehearsal.run_while_it_can(1);
  rehearsal.run_while_it_can(3);
  EXPECT_EQ(lines(rehearsal.trace(), 3).size(), 0u);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("1 has it", "2 has it", "3 has it"));
}

TEST(Flock, DowngradingLetsReadersIn) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        flock(fd, number == 1 ? LOCK_EX : LOCK_SH);
        say("%d has it", number);
        if (number == 1) flock(fd, LOCK_SH);
        if (number == 1) say("downgraded");
        access("done", F_OK);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  rehearsal.run_until_it_says(1, "downgraded");
  rehearsal.run_until_it_says(2, "2 has it");
  EXPECT_EQ(fate(rehearsal.trace(), 1), "");
}

TEST(Flock, LivesUntilTheLastDuplicateIsClosed) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        const int copy = dup(fd);
        flock(fd, LOCK_EX);
        say("%d has it", number);
        close(fd);
        access("closed one", F_OK);
        close(copy);
        access("closed both", F_OK);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  rehearsal.run(1, 2);  // the first close, access("closed one")
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.run(1);  // the second close
  rehearsal.run_until_it_says(2, "2 has it");
  EXPECT_EQ(rehearsal.finish().end, End::completed);
}

TEST(Flock, OutlivesItsTakerInAChildThatInheritedIt) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        flock(fd, LOCK_EX);
        say("%d has it", number);
        if (number == 1 && fork() == 0) access("the child is busy", F_OK);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(1);
  EXPECT_EQ(fate(rehearsal.trace(), 1), "exit 0");
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("1 has it"));
  rehearsal.run_while_it_can(3);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("1 has it", "2 has it"));
}

TEST(Flock, IsReleasedWhenExecClosesItsDescriptor) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        flock(fd, LOCK_EX);
        say("%d has it", number);
        if (number == 1) execl("/bin/sh", "sh", "-c", "echo other program; test -e nothing", nullptr);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.run(1);  // execve
  rehearsal.run_until_it_says(2, "2 has it");
  EXPECT_EQ(fate(rehearsal.trace(), 1), "");
  EXPECT_EQ(fate(rehearsal.finish(), 1), "exit 1");
}

TEST(RecordLock, ClosingAnyDescriptorOfTheFileDropsIt) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open_lock();
        const int other = open_lock();
        record_lock(fd, F_SETLKW, F_WRLCK);
        say("%d has it", number);
        close(other);
        access("closed", F_OK);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(2);
  EXPECT_FALSE(rehearsal.can_run(2));
  rehearsal.run(1);  // close
  rehearsal.run_until_it_says(2, "2 has it");
  EXPECT_EQ(fate(rehearsal.trace(), 1), "");
}

template <void (*let_go)(int fd)>
int lock_and_let_go(int number) {
  const int fd = open_lock();
  record_lock(fd, F_SETLKW, F_WRLCK);
  flock(fd, LOCK_EX);
  say("%d has it", number);
  if (number == 1) let_go(fd);
  access("let go", F_OK);
  return 0;
}

TEST(Lock, GoesWithItsDescriptorHoweverThatIsClosed) {
  for (const Part part : {&lock_and_let_go<close_it>, &lock_and_let_go<replace_it>, &lock_and_let_go<close_all>,
                          &lock_and_let_go<execute>}) {
    Rehearsal rehearsal(part, {.actors = 2});
    rehearsal.run_until_it_says(1, "1 has it");
    rehearsal.run_while_it_can(2);
    EXPECT_FALSE(rehearsal.can_run(2));
    rehearsal.run(1);
    rehearsal.run_until_it_says(2, "2 has it");
    EXPECT_EQ(fate(rehearsal.trace(), 1), "");
    EXPECT_EQ(rehearsal.finish().end, End::completed);
  }
}

TEST(Pipe, ReadSleepsUntilThereIsSomethingOrNobodyIsLeftToWrite) {
  Rehearsal rehearsal([](int) {
    std::array<int, 2> ends{};
    (void)!pipe(ends.data());
    if (fork() == 0) {
      (void)!write(ends[1], "hello", 5);
      access("written", F_OK);
      _exit(0);
    }
    close(ends[1]);
    std::array<char, 16> text{};
    say("%zd %s", read(ends[0], text.data(), text.size()), text.data());
    say("%zd", read(ends[0], text.data(), text.size()));
    return 0;
  });
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre());
  rehearsal.run(2);  // write
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("5 hello"));
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("5 hello", "0"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Pipe, WriteSleepsWhileThePipeIsFull) {
  Rehearsal rehearsal([](int) {
    static std::array<char, 65536> block{};
    std::array<int, 2> ends{};
    (void)!pipe(ends.data());
    if (fork() == 0) {
      close(ends[0]);
      (void)!write(ends[1], block.data(), block.size());
      say("first block");
      (void)!write(ends[1], block.data(), block.size());
      say("second block");
      _exit(0);
    }
    for (int i = 0; i < 2; ++i) (void)!read(ends[0], block.data(), block.size());
    return 0;
  });
  rehearsal.run(1);  // fork
  rehearsal.run_until_it_says(2, "first block");
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("first block"));
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("first block", "second block"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Wait, SleepsUntilTheChildIsGone) {
  Rehearsal rehearsal([](int) {
    const pid_t first = fork();
    if (first == 0) _exit(7);
    int status = 0;
    const pid_t gone = wait4(first, &status, 0, nullptr);
    say("wait4: %d exit %d", gone - first, WEXITSTATUS(status));
    const pid_t second = fork();
    if (second == 0) _exit(8);
    siginfo_t info{};
    waitid(P_PID, static_cast<id_t>(second), &info, WEXITED);
    say("waitid: %d exit %d", info.si_pid - second, info.si_status);
    return 0;
  });
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre());
  rehearsal.run_while_it_can(2);
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre("wait4: 0 exit 7"));
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("wait4: 0 exit 7", "waitid: 0 exit 8"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Wait, DoesNotSleepWhenAskedNotTo) {
  const model::Trace trace = rehearse([](int) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    siginfo_t info{};
    say("waitpid %d", waitpid(child, nullptr, WNOHANG));
    say("waitid %d pid %d", waitid(P_ALL, 0, &info, WEXITED | WNOHANG), info.si_pid);
    say("%d", waitpid(child, nullptr, 0) == child);
    const pid_t none = waitpid(-1, nullptr, 0);
    say("%d %s", none, strerrorname_np(errno));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("waitpid 0", "waitid 0 pid 0", "1", "-1 ECHILD"));
}

TEST(Futex, AMutexBetweenThreadsDisablesTheWaiter) {
  Rehearsal rehearsal([](int) {
    std::mutex mutex;
    std::unique_lock held(mutex);
    std::thread other([&] {
      const std::lock_guard lock(mutex);
      say("other thread");
    });
    access("the other has started", F_OK);
    say("first thread");
    held.unlock();
    other.join();
    return 0;
  });
  rehearsal.run(1);  // clone
  rehearsal.run_while_it_can(2);
  EXPECT_THAT(lines(rehearsal.trace()), ElementsAre());
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("first thread", "other thread"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Futex, AConditionVariablePassesTurns) {
  const Part part = [](int) {
    std::mutex mutex;
    std::condition_variable changed;
    int turn = 0;
    const auto play = [&](int own) {
      for (int i = 0; i < 3; ++i) {
        std::unique_lock lock(mutex);
        changed.wait(lock, [&] { return turn == own; });
        say("%s", own == 0 ? "ping" : "pong");
        turn = 1 - turn;
        changed.notify_all();
      }
    };
    std::thread pong(play, 1);
    play(0);
    pong.join();
    return 0;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rehearsal rehearsal(part);
    EXPECT_THAT(lines(rehearsal.finish_at_random(seed)), ElementsAre("ping", "pong", "ping", "pong", "ping", "pong"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
  }
}

}  // namespace
}  // namespace lockproof::world
