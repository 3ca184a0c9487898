// How executions end, and what they leave behind.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/file.h>
#include <sys/mman.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstring>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using model::Residue;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

int take_both(int number) {
  const int a = open("a", O_RDWR | O_CREAT, 0666);
  const int b = open("b", O_RDWR | O_CREAT, 0666);
  flock(number == 1 ? a : b, LOCK_EX);
  say("%d has its first", number);
  flock(number == 1 ? b : a, LOCK_EX);
  say("%d has both", number);
  return 0;
}

TEST(End, TwoLocksInTwoOrdersDeadlockInSomeSchedulesOnly) {
  Rehearsal bad(take_both, {.actors = 2});
  bad.run_until_it_says(1, "1 has its first");
  bad.run_until_it_says(2, "2 has its first");
  EXPECT_EQ(bad.finish().end, End::deadlock);
  EXPECT_THAT(lines(bad.trace()), ElementsAre("1 has its first", "2 has its first"));
  EXPECT_EQ(rehearse(take_both, {.actors = 2}).end, End::completed);
}

TEST(End, TheCheckComesWhenAllHaveEnded) {
  const Part part = [](int number) {
    access("x", F_OK);
    say("%d", number);
    return 0;
  };
  Rehearsal rehearsal(part, {.actors = 2, .conditions = {.check = "third"}});
  rehearsal.run_while_it_can(2);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("2", "1", "3"));
  EXPECT_EQ(trace.actors.back().name, "check");
  EXPECT_EQ(trace.end, End::completed);
}

TEST(End, WhoWaitsForEverKeepsTheCheckAway) {
  const model::Trace trace = rehearse([](int) { return pause(); }, {.conditions = {.check = "second"}});
  EXPECT_EQ(trace.end, End::deadlock);
  EXPECT_THAT(trace.actors, SizeIs(1));
}

TEST(End, WaitingForNobodyIsADeadlock) {
  EXPECT_EQ(rehearse([](int) { return pause(); }).end, End::deadlock);
}

TEST(End, SpinningOnALockThatNobodyReleasesIsNoProgress) {
  Rehearsal rehearsal(
      [](int number) {
        const int fd = open("lock", O_RDWR | O_CREAT, 0666);
        while (flock(fd, LOCK_EX | LOCK_NB) != 0) {
        }
        say("%d has it", number);
        if (number == 1) pause();
        return 0;
      },
      {.actors = 2});
  rehearsal.run_until_it_says(1, "1 has it");
  EXPECT_EQ(rehearsal.finish().end, End::no_progress);
}

TEST(End, PollingWithSleepsGoesOnUntilTheLockIsFree) {
  const model::Trace trace = rehearse(
      [](int number) {
        const int fd = open("lock", O_RDWR | O_CREAT, 0666);
        while (flock(fd, LOCK_EX | LOCK_NB) != 0) usleep(10'000);
        if (number == 1) sleep(300);
        return 0;
      },
      {.actors = 2});
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_EQ(trace.time_ns, 300'000'000'000);
}

TEST(End, AnActorThatComputesForEverIsSpinning) {
  const model::Trace trace = rehearse(
      [](int number) {
        access("first", F_OK);
        for (volatile int forever = number; forever != 0;) {
        }
        return 0;
      },
      {.actors = 2});
  EXPECT_EQ(trace.end, End::spinning);
  EXPECT_EQ(rehearse([](int) { return 0; }).end, End::completed);  // the stage survives it
}

TEST(End, SpinningBeforeTheFirstCallIsNoticedToo) {
  EXPECT_EQ(rehearse([](int number) {
              for (volatile int forever = number; forever != 0;) {
              }
              return 0;
            }).end,
            End::spinning);
}

TEST(End, AnActorThatTakesAllMemoryIsOvergrown) {
  const model::Trace trace = rehearse(
      [](int) {
        constexpr std::size_t kPiece = std::size_t{16} << 20;
        // A step between two pieces: to fetch all of it takes so much CPU time on some machines that it was spinning.
        for (;;) {
          memset(mmap(nullptr, kPiece, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0), 1, kPiece);
          access("still growing", F_OK);
        }
        return 0;
      },
      {.actors = 2});
  EXPECT_EQ(trace.end, End::overgrown);
  EXPECT_EQ(rehearse([](int) { return 0; }).end, End::completed);
}

TEST(Residue, IsEveryFileThatIsLeft) {
  const model::Trace trace = rehearse([](int) {
    mkdir("directory", 0777);
    close(open("directory/file", O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    symlink("nowhere", "link");
    close(open("gone", O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    unlink("gone");
    return 0;
  });
  std::vector<std::string> names;
  for (const Residue& residue : trace.residue) {
    EXPECT_EQ(residue.kind, Residue::Kind::file);
    names.push_back(residue.name);
  }
  EXPECT_THAT(names, ElementsAre("directory", "directory/file", "link"));
}

TEST(Residue, IsEveryDescriptorThatAProcessForgot) {
  const model::Trace trace = rehearse([](int) {
    open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    unlink("file");
    close(open("/etc/passwd", O_RDONLY));
    return 0;
  });
  ASSERT_THAT(trace.residue, SizeIs(1));
  EXPECT_EQ(trace.residue[0].kind, Residue::Kind::descriptor);
  EXPECT_EQ(trace.residue[0].name, "file");
  EXPECT_EQ(trace.residue[0].actor, 0);
}

TEST(Residue, OfAKilledActorHasNoDescriptors) {
  Rehearsal rehearsal([](int) {
    open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    unlink("file");
    access("still there", F_OK);
    return 0;
  });
  rehearsal.run(1, 2);  // open, unlink
  rehearsal.kill(1);
  EXPECT_THAT(rehearsal.finish().residue, IsEmpty());
}

TEST(PreparedWorld, IsWhatTheActorsFindEveryTime) {
  const Cast cast = {.prepare = [] {
    mkdir("directory", 0755);
    const int fd = open("directory/file", O_RDWR | O_CREAT, 0644);
    (void)!write(fd, "content", 7);
    close(fd);
    link("directory/file", "same file");
    symlink("directory/file", "link");
  }};
  for (int i = 0; i < 2; ++i) {
    const model::Trace trace = rehearse(
        [](int) {
          std::array<char, 8> text{};
          const int fd = open("link", O_RDONLY);
          (void)!read(fd, text.data(), 7);
          say("%s", text.data());
          close(fd);
          struct stat first {};
          struct stat second {};
          stat("same file", &first);
          stat("link", &second);
          say("same %d, links %lu, time %ld", first.st_ino == second.st_ino, first.st_nlink, first.st_mtim.tv_sec);
          unlink("same file");
          unlink("link");
          return 0;
        },
        cast);
    EXPECT_THAT(lines(trace), ElementsAre("content", "same 1, links 2, time 1900000000"));
    EXPECT_THAT(trace.residue, SizeIs(2));
  }
}

TEST(Modelled, PairsOfSocketsEventfdEpollAndSignalfd) {
  const model::Trace trace = rehearse([](int) {
    const int event = eventfd(0, 0);
    if (fork() == 0) {
      eventfd_write(event, 3);
      _exit(0);
    }
    eventfd_t value = 0;
    eventfd_read(event, &value);
    say("eventfd %lu", value);
    std::array<int, 2> ends{};
    socketpair(AF_UNIX, SOCK_STREAM, 0, ends.data());
    if (fork() == 0) {
      sleep(1);
      send(ends[1], "hello", 5, 0);
      _exit(0);
    }
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_event watched = {.events = EPOLLIN, .data = {.fd = ends[0]}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &watched);
    say("epoll %d", epoll_wait(epoll, &watched, 1, -1));
    std::array<char, 8> text{};
    const ssize_t size = recv(ends[0], text.data(), 5, 0);
    say("socket %zd %s", size, text.data());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("eventfd 3", "epoll 1", "socket 5 hello"));
  EXPECT_EQ(trace.time_ns, 1'000'000'000);
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Modelled, SignalfdIsReadWhenTheSignalComes) {
  const model::Trace trace = rehearse([](int) {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGCHLD);
    sigprocmask(SIG_BLOCK, &signals, nullptr);
    const int file = signalfd(-1, &signals, SFD_CLOEXEC);
    for (int i = 0; i < 2; ++i) {
      if (fork() == 0) {
        sleep(2);
        _exit(0);
      }
      pollfd ready = {.fd = file, .events = POLLIN, .revents = 0};
      if (i == 1) say("poll %d", poll(&ready, 1, -1));
      signalfd_siginfo info{};
      const ssize_t size = read(file, &info, sizeof info);
      say("%zd bytes, signal %u", size, info.ssi_signo);
      wait(nullptr);
    }
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("128 bytes, signal 17", "poll 1", "128 bytes, signal 17"));
  EXPECT_EQ(trace.time_ns, 4'000'000'000);
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Unmodelled, WhatReachesBeyondTheWorldRunsButIsDeclared) {
  const model::Trace trace = rehearse([](int) {
    close(socket(AF_PACKET, SOCK_RAW, 0));
    return 0;
  });
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, SizeIs(1));
}

}  // namespace
}  // namespace lockproof::world
