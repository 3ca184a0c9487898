// Every clock, sleep, time-out and timer counts in virtual time, and so do the times of files.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <semaphore.h>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <sys/select.h>
#include <sys/stat.h>
#include <sys/time.h>
#include <unistd.h>
#include <x86intrin.h>

#include <array>
#include <cerrno>
#include <chrono>
#include <condition_variable>
#include <csignal>
#include <ctime>
#include <limits>
#include <mutex>

#include "tracee/capabilities.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::Each;
using testing::ElementsAre;
using testing::SizeIs;

constexpr std::int64_t kSecondNs = 1'000'000'000;
constexpr std::int64_t start_s = VirtualClock::kRealtimeStartNs / kSecondNs;

void ring(int signal) {
  struct sigaction action {};
  action.sa_handler = [](int number) { say("%s at %.3f s", sigabbrev_np(number), since_start_s()); };
  sigaction(signal, &action, nullptr);
}

TEST(VirtualTime, AllClocksStandStillWithoutASleepAndMoveTogetherWithOne) {
  const Part part = [](int) {
    for (int i = 0; i < 2; ++i) {
      for (const clockid_t clock : {CLOCK_REALTIME, CLOCK_REALTIME_COARSE, CLOCK_TAI, CLOCK_MONOTONIC,
                                    CLOCK_MONOTONIC_RAW, CLOCK_MONOTONIC_COARSE, CLOCK_BOOTTIME})
        say("%.9f", since_start_s(clock));
      timeval time{};
      gettimeofday(&time, nullptr);
      say("%.9f", static_cast<double>(time.tv_sec - start_s) + static_cast<double>(time.tv_usec) / 1e6);
      say("%.9f", static_cast<double>(::time(nullptr) - start_s));
      const auto now = std::chrono::system_clock::now().time_since_epoch();
      say("%.9f", std::chrono::duration<double>(now).count() - static_cast<double>(start_s));
      if (i == 0) sleep(300);
    }
    return 0;
  };
  const std::vector<std::string> said = lines(rehearse(part));
  ASSERT_THAT(said, SizeIs(20));
  EXPECT_THAT(std::vector(said.begin(), said.begin() + 10), Each("0.000000000"));
  EXPECT_THAT(std::vector(said.begin() + 10, said.end()), Each("300.000000000"));
}

TEST(VirtualTime, SleepsTakeExactlyAsLongAsTheySay) {
  const model::Trace trace = rehearse([](int) {
    const timespec half = {.tv_sec = 0, .tv_nsec = 500'000'000};
    nanosleep(&half, nullptr);
    say("%.9f", since_start_s());
    usleep(1);
    say("%.9f", since_start_s());
    timespec until{};
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 10;
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr);
    say("%.9f", since_start_s());
    clock_nanosleep(CLOCK_REALTIME, TIMER_ABSTIME, &until, nullptr);  // is over
    say("%.9f", since_start_s());
    clock_gettime(CLOCK_MONOTONIC, &until);
    until.tv_sec += 10;
    clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &until, nullptr);
    say("%.9f", since_start_s());
    const timespec wrong = {.tv_sec = 0, .tv_nsec = kSecondNs};
    say("%s", strerrorname_np(clock_nanosleep(CLOCK_MONOTONIC, 0, &wrong, nullptr)));
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre("0.500000000", "0.500001000", "10.500001000", "10.500001000", "20.500001000", "EINVAL"));
  EXPECT_EQ(trace.time_ns, 20'500'001'000);
}

TEST(VirtualTime, SleepingForEverDoesNotOverflow) {
  const model::Trace trace = rehearse([](int) {
    alarm(1000);
    const timespec infinity = {.tv_sec = std::numeric_limits<time_t>::max(), .tv_nsec = 999'999'999};
    nanosleep(&infinity, nullptr);
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "SIGALRM");
  EXPECT_EQ(trace.time_ns, 1000 * kSecondNs);
}

TEST(VirtualTime, SleepersWakeInTheOrderOfTheirDeadlines) {
  const model::Trace trace = rehearse(
      [](int number) {
        sleep(static_cast<unsigned>(10 - number));
        say("%d at %.0f s", number, since_start_s());
        return 0;
      },
      {.actors = 3});
  EXPECT_THAT(lines(trace), ElementsAre("3 at 7 s", "2 at 8 s", "1 at 9 s"));
}

TEST(VirtualTime, TheClockWaitsForWhoeverCanRun) {
  Rehearsal rehearsal(
      [](int number) {
        if (number == 1)
          sleep(1);
        else
          access("busy", F_OK);
        return 0;
      },
      {.actors = 2});
  EXPECT_FALSE(rehearsal.can_run(1));
  EXPECT_THROW(rehearsal.advance_clock(), std::logic_error);
  rehearsal.run_while_it_can(2);
  rehearsal.advance_clock();
  EXPECT_TRUE(rehearsal.can_run(1));
}

TEST(VirtualTime, TimeOutsOfWaitsForNothing) {
  const model::Trace trace = rehearse([](int) {
    std::array<int, 2> ends{};
    (void)!pipe(ends.data());
    pollfd nothing = {.fd = ends[0], .events = POLLIN, .revents = 0};
    int result = poll(&nothing, 1, 1000);
    say("poll %d at %.3f s", result, since_start_s());
    const timespec second = {.tv_sec = 1, .tv_nsec = 0};
    result = ppoll(&nothing, 1, &second, nullptr);
    say("ppoll %d at %.3f s", result, since_start_s());
    fd_set set;
    FD_ZERO(&set);
    FD_SET(ends[0], &set);
    timeval time = {.tv_sec = 1, .tv_usec = 0};
    result = select(ends[0] + 1, &set, nullptr, nullptr, &time);
    say("select %d at %.3f s", result, since_start_s());
    FD_SET(ends[0], &set);
    result = pselect(ends[0] + 1, &set, nullptr, nullptr, &second, nullptr);
    say("pselect %d at %.3f s", result, since_start_s());
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGUSR1);
    result = sigtimedwait(&signals, nullptr, &second);
    const int error = errno;
    say("sigtimedwait %d %s at %.3f s", result, strerrorname_np(error), since_start_s());
    result = poll(&nothing, 1, 0);
    say("poll %d at %.3f s", result, since_start_s());
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre("poll 0 at 1.000 s", "ppoll 0 at 2.000 s", "select 0 at 3.000 s", "pselect 0 at 4.000 s",
                          "sigtimedwait -1 EAGAIN at 5.000 s", "poll 0 at 5.000 s"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(VirtualTime, TimeOutOfEpoll) {
  const model::Trace trace = rehearse([](int) {
    std::array<int, 2> ends{};
    (void)!pipe(ends.data());
    const int epoll = epoll_create1(0);
    epoll_event event = {.events = EPOLLIN, .data = {}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, ends[0], &event);
    int result = epoll_wait(epoll, &event, 1, 2500);
    say("epoll_wait %d at %.3f s", result, since_start_s());
    (void)!write(ends[1], "x", 1);
    result = epoll_wait(epoll, &event, 1, 2500);
    say("epoll_wait %d at %.3f s", result, since_start_s());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("epoll_wait 0 at 2.500 s", "epoll_wait 1 at 2.500 s"));
  EXPECT_THAT(trace.unmodelled, testing::IsEmpty());
  EXPECT_EQ(trace.end, End::completed);
}

// However short, it is long enough for the machine to get there first, now and then.
TEST(VirtualTime, AShortTimeOutDoesNotExpireInTheTimeOfTheMachine) {
  const model::Trace trace = rehearse([](int) {
    prctl(PR_SET_TIMERSLACK, 1);
    const timespec nanosecond = {.tv_sec = 0, .tv_nsec = 1};
    for (int i = 0; i < 10'000; ++i) ppoll(nullptr, 0, &nanosecond, nullptr);
    return 0;
  });
  EXPECT_EQ(trace.time_ns, 10'000);
}

TEST(VirtualTime, TimeOutsOfFutexes) {
  const model::Trace trace = rehearse([](int) {
    std::mutex mutex;
    std::condition_variable never;
    std::unique_lock lock(mutex);
    never.wait_for(lock, std::chrono::seconds(2));
    say("%.3f", since_start_s());
    never.wait_until(lock, std::chrono::system_clock::now() + std::chrono::seconds(2));
    say("%.3f", since_start_s());
    sem_t empty;
    sem_init(&empty, 0, 0);
    timespec until{};
    clock_gettime(CLOCK_REALTIME, &until);
    until.tv_sec += 2;
    const int result = sem_timedwait(&empty, &until);
    const int error = errno;
    say("%d %s %.3f", result, strerrorname_np(error), since_start_s());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("2.000", "4.000", "-1 ETIMEDOUT 6.000"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(VirtualTime, WhatComesBeforeTheTimeOutCountsAndTheTimeOutIsForgotten) {
  const model::Trace trace = rehearse([](int) {
    std::array<int, 2> ends{};
    (void)!pipe(ends.data());
    if (fork() == 0) {
      sleep(3);
      (void)!write(ends[1], "x", 1);
      _exit(0);
    }
    pollfd end = {.fd = ends[0], .events = POLLIN, .revents = 0};
    const int result = poll(&end, 1, 10'000);
    say("poll %d at %.3f s", result, since_start_s());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("poll 1 at 3.000 s"));
  EXPECT_EQ(trace.time_ns, 3 * kSecondNs);
}

TEST(VirtualTime, AlarmRings) {
  const model::Trace trace = rehearse([](int) {
    ring(SIGALRM);
    say("%u", alarm(100));
    sleep(40);
    say("%u", alarm(3600));
    pause();
    alarm(5);
    alarm(0);
    sleep(10);
    say("end at %.3f s", since_start_s());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("0", "60", "ALRM at 3640.000 s", "end at 3650.000 s"));
}

TEST(VirtualTime, AlarmKillsWhoDoesNotHandleIt) {
  const model::Trace trace = rehearse([](int) {
    alarm(3600);
    pause();
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "SIGALRM");
  EXPECT_EQ(trace.time_ns, 3600 * kSecondNs);
}

TEST(VirtualTime, IntervalTimersRingOnceOrPeriodically) {
  const model::Trace trace = rehearse([](int) {
    ring(SIGALRM);
    itimerval timer = {.it_interval = {}, .it_value = {.tv_sec = 1, .tv_usec = 500'000}};
    setitimer(ITIMER_REAL, &timer, nullptr);
    pause();
    timer.it_interval.tv_sec = 2;
    setitimer(ITIMER_REAL, &timer, nullptr);
    for (int i = 0; i < 3; ++i) pause();
    getitimer(ITIMER_REAL, &timer);
    say("%ld.%06ld s left of %ld", timer.it_value.tv_sec, timer.it_value.tv_usec, timer.it_interval.tv_sec);
    timer = {};
    setitimer(ITIMER_REAL, &timer, nullptr);
    sleep(10);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("ALRM at 1.500 s", "ALRM at 3.000 s", "ALRM at 5.000 s", "ALRM at 7.000 s",
                                        "2.000000 s left of 2"));
  EXPECT_EQ(trace.time_ns, 17 * kSecondNs);
}

TEST(VirtualTime, PosixTimersRing) {
  const model::Trace trace = rehearse([](int) {
    ring(SIGUSR2);
    sigevent event{};
    event.sigev_notify = SIGEV_SIGNAL;
    event.sigev_signo = SIGUSR2;
    timer_t timer{};
    timer_create(CLOCK_MONOTONIC, &event, &timer);
    itimerspec time = {.it_interval = {.tv_sec = 5, .tv_nsec = 0}, .it_value = {.tv_sec = 1, .tv_nsec = 0}};
    timer_settime(timer, 0, &time, nullptr);
    pause();
    pause();
    timer_gettime(timer, &time);
    say("%ld s left", time.it_value.tv_sec);
    clock_gettime(CLOCK_MONOTONIC, &time.it_value);
    time.it_value.tv_sec += 3;
    timer_settime(timer, TIMER_ABSTIME, &time, nullptr);
    pause();
    timer_delete(timer);
    sleep(100);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("USR2 at 1.000 s", "USR2 at 6.000 s", "5 s left", "USR2 at 9.000 s"));
  EXPECT_EQ(trace.time_ns, 109 * kSecondNs);
}

TEST(VirtualTime, AChildInheritsNoTimer) {
  const model::Trace trace = rehearse([](int) {
    alarm(10);
    if (fork() == 0) {
      sleep(20);
      say("the child lives");
      _exit(0);
    }
    pause();
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "SIGALRM");
  EXPECT_THAT(lines(trace), ElementsAre("the child lives"));
}

void say_times(const char* when) {
  struct stat status {};
  stat("file", &status);
  say("%s: read %ld, written %ld, changed %ld", when, status.st_atim.tv_sec - start_s, status.st_mtim.tv_sec - start_s,
      status.st_ctim.tv_sec - start_s);
}

TEST(VirtualTime, FilesShowIt) {
  const model::Trace trace = rehearse([](int) {
    sleep(1);
    const int fd = open("file", O_RDWR | O_CREAT, 0666);
    say_times("create");
    sleep(1);
    (void)!write(fd, "x", 1);
    say_times("write");
    sleep(1);
    link("file", "name");
    say_times("link");
    sleep(1);
    rename("name", "other");
    say_times("rename");
    sleep(1);
    chmod("file", 0600);
    say_times("chmod");
    sleep(1);
    (void)!ftruncate(fd, 0);
    say_times("truncate");
    sleep(1);
    utimensat(AT_FDCWD, "file", nullptr, 0);
    say_times("utimensat null");
    sleep(1);
    const std::array<timespec, 2> now_and_omit = {timespec{.tv_sec = 0, .tv_nsec = UTIME_NOW},
                                                  {.tv_sec = 0, .tv_nsec = UTIME_OMIT}};
    utimensat(AT_FDCWD, "file", now_and_omit.data(), 0);
    say_times("utimensat now, omit");
    sleep(1);
    const std::array<timespec, 2> given = {timespec{.tv_sec = start_s + 1000, .tv_nsec = 5},
                                           {.tv_sec = start_s - 1000, .tv_nsec = 7}};
    futimens(fd, given.data());
    say_times("futimens");
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("create: read 1, written 1, changed 1", "write: read 1, written 2, changed 2",
                                        "link: read 1, written 2, changed 3", "rename: read 1, written 2, changed 4",
                                        "chmod: read 1, written 2, changed 5", "truncate: read 1, written 6, changed 6",
                                        "utimensat null: read 7, written 7, changed 7",
                                        "utimensat now, omit: read 8, written 7, changed 8",
                                        "futimens: read 1000, written -1000, changed 9"));
}

TEST(VirtualTime, EveryWayToLookAtAFileAgrees) {
  const model::Trace trace = rehearse([](int) {
    mkdir("directory", 0777);
    sleep(5);
    const int fd = open("directory/file", O_RDWR | O_CREAT, 0666);
    sleep(5);
    struct stat status {};
    fstat(fd, &status);
    say("%ld %ld", status.st_mtim.tv_sec - start_s, status.st_mtim.tv_nsec);
    lstat("/tmp/world/directory/file", &status);
    say("%ld %ld", status.st_mtim.tv_sec - start_s, status.st_mtim.tv_nsec);
    struct statx more {};
    statx(AT_FDCWD, "directory/file", 0, STATX_ALL, &more);
    say("%lld %lld", more.stx_mtime.tv_sec - start_s, more.stx_btime.tv_sec - start_s);
    statx(fd, "", AT_EMPTY_PATH, STATX_ALL, &more);
    say("%lld %lld", more.stx_mtime.tv_sec - start_s, more.stx_btime.tv_sec - start_s);
    stat("directory", &status);
    say("directory %ld", status.st_mtim.tv_sec - start_s);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("5 0", "5 0", "5 5", "5 5", "directory 5"));
}

TEST(VirtualTime, TheTimeStampCounterFollowsIt) {
  if (const auto stop = tracee::probe_capability("stopping rdtsc"); !stop.available)
    GTEST_SKIP() << "rdtsc cannot be stopped here: " << stop.reason;
  const model::Trace trace = rehearse([](int) {
    unsigned processor = 0;
    const std::uint64_t before = __rdtsc();
    say("%llu", __rdtsc() - before);
    sleep(1);
    say("%llu", __rdtscp(&processor) - before);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("0", "1000000000"));
}

}  // namespace
}  // namespace lockproof::world
