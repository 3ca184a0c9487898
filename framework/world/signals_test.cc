// Signals between actors: what they interrupt, what is restarted, who dies.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <thread>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using model::Event;
using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;

constexpr pid_t first_actor = 101;

void handle(int signal, int flags) {
  struct sigaction action {};
  action.sa_handler = [](int number) { say("handler %s", sigabbrev_np(number)); };
  action.sa_flags = flags;
  sigaction(signal, &action, nullptr);
}

void say_result(const char* call, long result) {
  const int error = errno;
  say("%s %s", call, result >= 0 ? "done" : strerrorname_np(error));
}

int open_lock() {
  return open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
}

// Actor 2 holds the lock, signals actor 1, and lets go when the test lets it.
void hold_and_signal(int signal) {
  const int fd = open_lock();
  flock(fd, LOCK_EX);
  say("held");
  kill(first_actor, signal);
  access("signalled", F_OK);
  flock(fd, LOCK_UN);
}

template <int flags>
int wait_for_flock(int number) {
  if (number == 2) {
    hold_and_signal(SIGUSR1);
    return 0;
  }
  handle(SIGUSR1, flags);
  const int fd = open_lock();
  say_result("flock", flock(fd, LOCK_EX));
  return 0;
}

TEST(Signal, InterruptsFlock) {
  Rehearsal rehearsal(wait_for_flock<0>, {.actors = 2});
  rehearsal.run_until_it_says(2, "held");
  rehearsal.run_while_it_can(1);
  rehearsal.run(2);  // kill
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace(), 1), ElementsAre("handler USR1", "flock EINTR"));
  EXPECT_EQ(rehearsal.finish().end, End::completed);
}

TEST(Signal, RestartsFlockIfTheHandlerSaysSo) {
  Rehearsal rehearsal(wait_for_flock<SA_RESTART>, {.actors = 2});
  rehearsal.run_until_it_says(2, "held");
  rehearsal.run_while_it_can(1);
  rehearsal.run(2);  // kill
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace(), 1), ElementsAre("handler USR1"));
  EXPECT_EQ(fate(rehearsal.trace(), 1), "");
  EXPECT_THAT(lines(rehearsal.finish(), 1), ElementsAre("handler USR1", "flock done"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Signal, ThatComesWithTheFreedLockLeavesBothOrdersOpen) {
  for (const bool signal_first : {false, true}) {
    Rehearsal rehearsal(wait_for_flock<0>, {.actors = 2});
    rehearsal.run_until_it_says(2, "held");
    rehearsal.run_while_it_can(1);
    rehearsal.run(2);  // kill
    if (signal_first) rehearsal.run_while_it_can(1);
    rehearsal.run_while_it_can(2);
    EXPECT_THAT(lines(rehearsal.finish(), 1), Contains("handler USR1"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
  }
}

TEST(Signal, ThatIsIgnoredOrMaskedDisturbsNobody) {
  Rehearsal rehearsal(
      [](int number) {
        if (number == 3) {
          hold_and_signal(SIGUSR1);
          return 0;
        }
        if (number == 2) {
          kill(first_actor, SIGUSR2);
          return 0;
        }
        signal(SIGUSR2, SIG_IGN);
        handle(SIGUSR1, 0);
        sigset_t mask;
        sigemptyset(&mask);
        sigaddset(&mask, SIGUSR1);
        sigprocmask(SIG_BLOCK, &mask, nullptr);
        say_result("flock", flock(open_lock(), LOCK_EX));
        sigprocmask(SIG_UNBLOCK, &mask, nullptr);
        return 0;
      },
      {.actors = 3});
  rehearsal.run_until_it_says(3, "held");
  rehearsal.run_while_it_can(1);
  rehearsal.run_while_it_can(2);
  rehearsal.run(3);  // kill
  rehearsal.run_while_it_can(1);
  EXPECT_THAT(lines(rehearsal.trace(), 1), IsEmpty());
  EXPECT_THAT(lines(rehearsal.finish(), 1), ElementsAre("flock done", "handler USR1"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

template <int flags>
int wait_for_record_lock(int number) {
  struct flock range {};
  range.l_type = F_WRLCK;
  const int fd = open_lock();
  if (number == 1) handle(SIGUSR1, flags);
  const int result = fcntl(fd, F_SETLKW, &range);
  if (number == 1) {
    say_result("fcntl", result);
  } else {
    say("held");
    kill(first_actor, SIGUSR1);
    access("signalled", F_OK);
  }
  return 0;
}

TEST(Signal, InterruptsARecordLockAndRestartsItIfTheHandlerSaysSo) {
  for (const bool restarts : {false, true}) {
    Rehearsal rehearsal(restarts ? wait_for_record_lock<SA_RESTART> : wait_for_record_lock<0>, {.actors = 2});
    rehearsal.run_until_it_says(2, "held");
    rehearsal.run_while_it_can(1);
    rehearsal.run(2);  // kill
    rehearsal.run_while_it_can(1);
    EXPECT_EQ(lines(rehearsal.trace(), 1).size(), restarts ? 1u : 2u);
    EXPECT_THAT(lines(rehearsal.finish(), 1), ElementsAre("handler USR1", restarts ? "fcntl done" : "fcntl EINTR"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
  }
}

std::array<int, 2> the_pipe{};

template <int flags>
int wait_for_pipe(int number) {
  if (number == 2) {
    kill(first_actor, SIGUSR1);
    return 0;
  }
  (void)!pipe(the_pipe.data());
  struct sigaction action {};
  action.sa_handler = [](int) { (void)!write(the_pipe[1], "x", 1); };
  action.sa_flags = flags;
  sigaction(SIGUSR1, &action, nullptr);
  char byte = 0;
  say_result("read", read(the_pipe[0], &byte, 1));
  return 0;
}

TEST(Signal, InterruptsOrRestartsReadOnAPipe) {
  for (const bool restarts : {false, true}) {
    Rehearsal rehearsal(restarts ? wait_for_pipe<SA_RESTART> : wait_for_pipe<0>, {.actors = 2});
    rehearsal.run_while_it_can(1);
    EXPECT_THAT(lines(rehearsal.finish()), ElementsAre(restarts ? "read done" : "read EINTR"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
  }
}

template <int flags>
int sleep_interrupted(int number) {
  if (number == 2) {
    sleep(40);
    kill(first_actor, SIGUSR1);
    return 0;
  }
  handle(SIGUSR1, flags);
  timespec time = {.tv_sec = 100, .tv_nsec = 250};
  say_result("nanosleep", nanosleep(&time, &time));
  say("%ld.%09ld s left", time.tv_sec, time.tv_nsec);
  nanosleep(&time, nullptr);
  return 0;
}

TEST(Signal, InterruptsASleepAndTheTimeLeftIsRight) {
  for (const Part part : {sleep_interrupted<0>, sleep_interrupted<SA_RESTART>}) {
    const model::Trace trace = rehearse(part, {.actors = 2});
    EXPECT_THAT(lines(trace), ElementsAre("handler USR1", "nanosleep EINTR", "60.000000250 s left"));
    EXPECT_EQ(trace.time_ns, 100'000'000'250);
    EXPECT_EQ(trace.end, End::completed);
  }
}

TEST(Signal, ThatIsIgnoredDoesNotShortenASleep) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          sleep(40);
          kill(first_actor, SIGUSR1);
          kill(first_actor, SIGCHLD);
          return 0;
        }
        signal(SIGUSR1, SIG_IGN);
        say("%u s left", sleep(100));
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace), ElementsAre("0 s left"));
  EXPECT_EQ(trace.time_ns, 100'000'000'000);
}

TEST(Signal, EndsPauseSigsuspendAndSigwait) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          for (const int signal : {SIGUSR1, SIGUSR2, SIGTERM}) {
            sleep(1);
            kill(first_actor, signal);
          }
          return 0;
        }
        for (const int signal : {SIGUSR1, SIGUSR2}) handle(signal, SA_RESTART);
        say_result("pause", pause());
        sigset_t mask;
        sigfillset(&mask);
        sigprocmask(SIG_SETMASK, &mask, nullptr);
        sigset_t all_but_one = mask;
        sigdelset(&all_but_one, SIGUSR2);
        say_result("sigsuspend", sigsuspend(&all_but_one));
        siginfo_t info{};
        const int signal = sigwaitinfo(&mask, &info);
        say("sigwaitinfo %s from %d", sigabbrev_np(signal), info.si_pid);
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace), ElementsAre("handler USR1", "pause EINTR", "handler USR2", "sigsuspend EINTR",
                                        "sigwaitinfo TERM from 102"));
  EXPECT_EQ(trace.time_ns, 3'000'000'000);
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Signal, InterruptsWaitPollAndFutex) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          for (int i = 0; i < 2; ++i) {
            sleep(1);
            kill(first_actor, SIGUSR1);
          }
          return 0;
        }
        const pid_t child = fork();
        if (child == 0) {
          pause();
          _exit(0);
        }
        handle(SIGUSR1, 0);
        say_result("waitpid", waitpid(child, nullptr, 0));
        say_result("poll", poll(nullptr, 0, -1));
        kill(child, SIGKILL);
        say_result("waitpid", waitpid(child, nullptr, 0));
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace, 1),
              ElementsAre("handler USR1", "waitpid EINTR", "handler USR1", "poll EINTR", "waitpid done"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Signal, WithoutAHandlerKills) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 1) pause();
        kill(first_actor, SIGTERM);
        return 0;
      },
      {.actors = 2});
  EXPECT_EQ(fate(trace, 1), "SIGTERM");
  EXPECT_EQ(fate(trace, 2), "exit 0");
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Signal, KillOfAnotherTakesEffectAtOnce) {
  Rehearsal rehearsal(
      [](int number) {
        if (number == 2) {
          say_result("kill", kill(first_actor, SIGKILL));
          say_result("kill again", kill(first_actor, 0));
          return 0;
        }
        const int fd = open_lock();
        flock(fd, LOCK_EX);
        say("%d has it", number);
        access("never seen", F_OK);
        return 0;
      },
      {.actors = 3});
  rehearsal.run_until_it_says(1, "1 has it");
  rehearsal.run_while_it_can(3);
  rehearsal.run(2);
  EXPECT_EQ(fate(rehearsal.trace(), 1), "SIGKILL");
  rehearsal.run_until_it_says(3, "3 has it");
  EXPECT_THAT(lines(rehearsal.finish(), 2), ElementsAre("kill done", "kill again ESRCH"));
  EXPECT_EQ(rehearsal.trace().end, End::completed);
}

TEST(Signal, SentToOneselfIsHandledBeforeTheCallReturns) {
  const model::Trace trace = rehearse([](int) {
    handle(SIGUSR1, 0);
    raise(SIGUSR1);
    say("after raise");
    kill(getpid(), SIGUSR1);
    say("after kill");
    signal(SIGUSR1, SIG_DFL);
    raise(SIGUSR1);
    say("never");
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("handler USR1", "after raise", "handler USR1", "after kill"));
  EXPECT_EQ(fate(trace, 1), "SIGUSR1");
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Signal, ReachesTheThreadThatItWasSentTo) {
  const model::Trace trace = rehearse([](int) {
    struct sigaction action {};
    static thread_local const char* name = "first";
    action.sa_handler = [](int) { say("handled by the %s thread", name); };
    sigaction(SIGUSR1, &action, nullptr);
    std::thread other([] {
      name = "other";
      pause();
    });
    sleep(1);
    pthread_kill(other.native_handle(), SIGUSR1);
    other.join();
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("handled by the other thread"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Signal, ToTheProcessGroupStaysInTheActorsOwnProcess) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          sleep(1);
          say("2 is alive");
          return 0;
        }
        handle(SIGTERM, 0);
        const pid_t child = fork();
        if (child == 0) {
          pause();
          say("the child lives on");
          _exit(0);
        }
        sleep(1);
        kill(0, SIGTERM);
        waitpid(child, nullptr, 0);
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace, 1), ElementsAre("handler TERM"));
  EXPECT_THAT(lines(trace, 2), ElementsAre("2 is alive"));
  EXPECT_THAT(lines(trace, 3), ElementsAre("handler TERM", "the child lives on"));
  EXPECT_EQ(trace.end, End::completed);
}

}  // namespace
}  // namespace lockproof::world
