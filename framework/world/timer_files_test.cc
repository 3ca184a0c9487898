// Timers that are read from descriptors expire in virtual time.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/file.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <ctime>
#include <stdexcept>
#include <thread>
#include <utility>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;

int set(int timer, std::int64_t ns, std::int64_t interval_ns = 0, int flags = 0) {
  const itimerspec wanted = {.it_interval = to_timespec(interval_ns), .it_value = to_timespec(ns)};
  return timerfd_settime(timer, flags, &wanted, nullptr);
}

void say_expirations(const char* what, int timer) {
  std::uint64_t times = 0;
  const ssize_t size = read(timer, &times, sizeof times);
  const int error = errno;
  if (size < 0)
    say("%s: %s at %.3f s", what, strerrorname_np(error), since_start_s());
  else
    say("%s: %lu at %.3f s", what, times, since_start_s());
}

void say_left(const char* what, int timer) {
  itimerspec left{};
  timerfd_gettime(timer, &left);
  say("%s: %ld ms, every %ld ms", what, to_ns(left.it_value) / 1'000'000, to_ns(left.it_interval) / 1'000'000);
}

TEST(TimerFile, ExpiresByEachClockAfterAWhileAndAtATime) {
  const model::Trace trace = rehearse([](int) {
    for (const clockid_t clock : {CLOCK_MONOTONIC, CLOCK_REALTIME, CLOCK_BOOTTIME}) {
      const int timer = timerfd_create(clock, TFD_CLOEXEC);
      set(timer, 1'500'000'000);
      say_expirations("relative", timer);
      timespec now{};
      clock_gettime(clock, &now);
      set(timer, to_ns(now) + 500'000'000, 0, TFD_TIMER_ABSTIME);
      say_expirations("absolute", timer);
      set(timer, to_ns(now) - 500'000'000, 0, TFD_TIMER_ABSTIME);
      say_expirations("past", timer);
      close(timer);
    }
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("relative: 1 at 1.500 s", "absolute: 1 at 2.000 s", "past: 1 at 2.000 s",
                                        "relative: 1 at 3.500 s", "absolute: 1 at 4.000 s", "past: 1 at 4.000 s",
                                        "relative: 1 at 5.500 s", "absolute: 1 at 6.000 s", "past: 1 at 6.000 s"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(TimerFile, CountsTheExpirationsOfAnInterval) {
  const model::Trace trace = rehearse([](int) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    set(timer, 1'000'000'000, 200'000'000);
    say_expirations("first", timer);
    const timespec while_away = {.tv_sec = 0, .tv_nsec = 700'000'000};
    nanosleep(&while_away, nullptr);
    say_left("left", timer);
    say_expirations("missed", timer);
    say_expirations("next", timer);
    set(timer, 10'000'000'000);
    sleep(20);
    set(timer, 10'000'000'000);
    say_expirations("what has expired before it was set again is forgotten", timer);
    close(timer);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("first: 1 at 1.000 s", "left: 100 ms, every 200 ms", "missed: 3 at 1.700 s",
                                        "next: 1 at 1.800 s",
                                        "what has expired before it was set again is forgotten: 1 at 31.800 s"));
  EXPECT_EQ(trace.time_ns, 31'800'000'000);
}

TEST(TimerFile, TellsWhatIsLeftAndWhatWasSet) {
  const model::Trace trace = rehearse([](int) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    say_left("new", timer);
    say_expirations("nothing", timer);
    set(timer, 5'000'000'000, 1'000'000'000);
    sleep(2);
    say_left("set", timer);
    const itimerspec off{};
    itimerspec old{};
    timerfd_settime(timer, 0, &off, &old);
    say("was %ld s, every %ld s", old.it_value.tv_sec, old.it_interval.tv_sec);
    sleep(10);
    say_left("off", timer);
    say_expirations("nothing", timer);
    close(timer);
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre("new: 0 ms, every 0 ms", "nothing: EAGAIN at 0.000 s", "set: 3000 ms, every 1000 ms",
                          "was 3 s, every 1 s", "off: 0 ms, every 0 ms", "nothing: EAGAIN at 12.000 s"));
}

TEST(TimerFile, WakesPollAndEpoll) {
  const model::Trace trace = rehearse([](int) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
    pollfd ready = {.fd = timer, .events = POLLIN, .revents = 0};
    set(timer, 3'000'000'000);
    int result = poll(&ready, 1, 2'000);
    say("poll %d at %.3f s", result, since_start_s());
    result = poll(&ready, 1, 2'000);
    say("poll %d at %.3f s", result, since_start_s());
    const int epoll = epoll_create1(EPOLL_CLOEXEC);
    epoll_event watched = {.events = EPOLLIN, .data = {.fd = timer}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &watched);
    say("epoll %d", epoll_wait(epoll, &watched, 1, -1));
    say_expirations("read", timer);
    set(timer, 1'000'000'000);
    result = epoll_wait(epoll, &watched, 1, -1);
    say("epoll %d at %.3f s", result, since_start_s());
    close(timer);
    say("closed: epoll %d", epoll_wait(epoll, &watched, 1, 0));
    close(epoll);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("poll 0 at 2.000 s", "poll 1 at 3.000 s", "epoll 1", "read: 1 at 3.000 s",
                                        "epoll 1 at 4.000 s", "closed: epoll 0"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(TimerFile, DoesNotExpireInTheTimeOfTheMachine) {
  const model::Trace trace = rehearse([](int) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    int early = 0;
    for (int i = 0; i < 200; ++i) {
      pollfd ready = {.fd = timer, .events = POLLIN, .revents = 0};
      set(timer, 1);
      early += poll(&ready, 1, 0);
    }
    say("%d", early);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("0"));
  EXPECT_EQ(trace.time_ns, 0);
}

TEST(TimerFile, RefusesWhatATimerRefuses) {
  const model::Trace trace = rehearse([](int) {
    const auto say_error = [](const char* what, ssize_t result) {
      const int error = errno;
      say("%s: %zd %s", what, result, strerrorname_np(error));
    };
    say_error("clock", timerfd_create(CLOCK_THREAD_CPUTIME_ID, 0));
    say_error("flags", timerfd_create(CLOCK_MONOTONIC, 1));
    say_error("no descriptor", set(99, 1));
    say_error("no timer", set(0, 1));
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    say_error("flags", set(timer, 1, 0, 8));
    const itimerspec wrong = {.it_interval = {}, .it_value = {.tv_sec = 0, .tv_nsec = kSecondNs}};
    say_error("time", timerfd_settime(timer, 0, &wrong, nullptr));
    say_error("address", timerfd_gettime(timer, nullptr));
    const std::uint64_t one = 1;
    say_error("write", write(timer, &one, sizeof one));
    std::uint32_t half = 0;
    say_error("short", read(timer, &half, sizeof half));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("clock: -1 EINVAL", "flags: -1 EINVAL", "no descriptor: -1 EBADF",
                                        "no timer: -1 EINVAL", "flags: -1 EINVAL", "time: -1 EINVAL",
                                        "address: -1 EFAULT", "write: -1 EINVAL", "short: -1 EINVAL"));
}

TEST(TimerFile, IsSharedWithAChildThatSetsIt) {
  Rehearsal rehearsal([](int) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
    if (fork() == 0) {
      set(timer, 1'000'000'000);
      _exit(0);
    }
    say_expirations("parent", timer);
    wait(nullptr);
    return 0;
  });
  rehearsal.run_while_it_can(1);
  rehearsal.run_while_it_can(2);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_THAT(lines(trace), ElementsAre("parent: 1 at 1.000 s"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(TimerFile, ExpiresForAThreadWhoseLeaderIsGone) {
  const model::Trace trace = rehearse([](int) {
    std::thread([] {
      const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
      set(timer, 2'000'000'000);
      say_expirations("thread", timer);
    }).detach();
    pthread_exit(nullptr);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("thread: 1 at 2.000 s"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(TimerFile, ThatNobodyWaitsForHidesNoDeadlock) {
  Rehearsal rehearsal(
      [](int) {
        const int timer = timerfd_create(CLOCK_MONOTONIC, 0);
        set(timer, 1'000'000'000, 1'000'000'000);
        const int fd = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        flock(fd, LOCK_EX);
        const int again = open("lock", O_RDWR | O_CLOEXEC);
        flock(again, LOCK_EX);
        return 0;
      },
      {.actors = 2});
  rehearsal.run_while_it_can(1);
  rehearsal.run_while_it_can(2);
  ASSERT_THROW(rehearsal.advance_clock(), std::logic_error);
  EXPECT_EQ(rehearsal.finish().end, End::deadlock);
}

template <int flags>
int arm_for_a_time_of_day(int) {
  const int timer = timerfd_create(CLOCK_REALTIME, 0);
  set(timer, VirtualClock::kRealtimeStartNs + 1, 0, flags);
  access("armed", F_OK);
  return 0;
}

TEST(TimerFile, AtAnAbsoluteTimeOfAClockThatIsSteppedIsDeclared) {
  for (const auto& [part, declared] :
       {std::pair(&arm_for_a_time_of_day<0>, 0U), std::pair(&arm_for_a_time_of_day<TFD_TIMER_ABSTIME>, 1U)}) {
    Rehearsal rehearsal(part, {.faults = {.clock_steps = {{.by = std::chrono::seconds(5), .count = 1}}}});
    rehearsal.run(1);
    rehearsal.step_clock(1);
    EXPECT_THAT(rehearsal.finish().unmodelled, SizeIs(declared));
  }
}

TEST(TimerFile, OfTwoActorsGivesEqualTracesEveryTime) {
  const Part part = [](int number) {
    const int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK);
    const int epoll = epoll_create1(0);
    epoll_event watched = {.events = EPOLLIN | EPOLLET, .data = {.fd = timer}};
    epoll_ctl(epoll, EPOLL_CTL_ADD, timer, &watched);
    set(timer, number * 1'000'000, 3'000'000);
    for (int i = 0; i < 3; ++i) {
      epoll_wait(epoll, &watched, 1, -1);
      say_expirations("timer", timer);
      close(open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0666));
    }
    return 0;
  };
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    const model::Trace first = Rehearsal(part, {.actors = 3}).finish_at_random(seed);
    EXPECT_EQ(first.end, End::completed);
    EXPECT_TRUE(first == Rehearsal(part, {.actors = 3}).finish_at_random(seed));
  }
}

}  // namespace
}  // namespace lockproof::world
