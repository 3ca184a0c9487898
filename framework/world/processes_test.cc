// Processes and threads that actors make: born under control, waited for, reported when they end.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spawn.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdint>
#include <cstdlib>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using model::Event;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::SizeIs;
using testing::UnorderedElementsAre;

std::vector<int> pids(const model::Trace& trace) {
  std::vector<int> pids;
  for (const model::ActorRecord& actor : trace.actors) pids.push_back(actor.pid);
  return pids;
}

std::vector<std::string> names(const model::Trace& trace) {
  std::vector<std::string> names;
  for (const model::ActorRecord& actor : trace.actors) names.push_back(actor.name);
  return names;
}

TEST(Process, ForkedChildrenAreActorsWithPidsInOrderOfBirth) {
  const model::Trace trace = rehearse(
      [](int) {
        for (int i = 0; i < 2; ++i)
          if (fork() == 0) {
            if (i == 1) waitpid(fork(), nullptr, 0);
            _exit(i);
          }
        while (wait(nullptr) > 0) {
        }
        return 0;
      },
      {.actors = 2});
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(names(trace), UnorderedElementsAre("1", "2", "1.1", "1.2", "1.2.1", "2.1", "2.2", "2.2.1"));
  EXPECT_THAT(pids(trace), ElementsAre(101, 102, 103, 104, 105, 106, 107, 108));
  EXPECT_EQ(count(trace, Event::Kind::exit), 8);
}

TEST(Process, AChildSharesTheOffsetAndHasDescriptorsOfItsOwn) {
  const model::Trace trace = rehearse([](int) {
    const int fd = open("file", O_RDWR | O_CREAT, 0666);
    const pid_t child = fork();
    if (child == 0) {
      (void)!write(fd, "child ", 6);
      close(fd);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    (void)!write(fd, "parent", 6);
    std::array<char, 13> text{};
    (void)!pread(fd, text.data(), 12, 0);
    say("%s", text.data());
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("child parent"));
}

TEST(Process, VforkSuspendsTheParentUntilExecOrExit) {
  for (const Part part : {+[](int) {
                            const pid_t child = vfork();
                            if (child == 0) _exit(3);
                            int status = 0;
                            waitpid(child, &status, 0);
                            say("status %d", WEXITSTATUS(status));
                            return 0;
                          },
                          +[](int) {
                            const pid_t child = vfork();
                            if (child == 0) {
                              execl("/bin/sh", "sh", "-c", "exit 3", nullptr);
                              _exit(127);
                            }
                            int status = 0;
                            waitpid(child, &status, 0);
                            say("status %d", WEXITSTATUS(status));
                            return 0;
                          }}) {
    Rehearsal rehearsal(part);
    rehearsal.run(1);
    EXPECT_FALSE(rehearsal.can_run(1));
    EXPECT_TRUE(rehearsal.can_run(2));
    EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("status 3"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
    EXPECT_THAT(rehearsal.trace().unmodelled, IsEmpty());
  }
}

TEST(Process, PosixSpawnStartsAProgram) {
  const model::Trace trace = rehearse([](int) {
    pid_t child = 0;
    std::array<char*, 4> words = {const_cast<char*>("sh"), const_cast<char*>("-c"),
                                  const_cast<char*>("echo spawned; exit 4"), nullptr};
    const int error = posix_spawn(&child, "/bin/sh", nullptr, nullptr, words.data(), environ);
    int status = 0;
    waitpid(child, &status, 0);
    say("error %d, status %d", error, WEXITSTATUS(status));
    const int missing = posix_spawn(&child, "/bin/no such program", nullptr, nullptr, words.data(), environ);
    say("%s", strerrorname_np(missing));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("spawned", "error 0, status 4", "ENOENT"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.unmodelled, IsEmpty());
}

TEST(Process, ExecutesProgramsAndPipelines) {
  const model::Trace trace = rehearse([](int) {
    execl("/bin/sh", "sh", "-c", "/bin/true && for i in c a b; do echo $i; done | sort | tr a-c A-C; echo end",
          nullptr);
    return 127;
  });
  EXPECT_THAT(lines(trace), ElementsAre("A", "B", "C", "end"));
  EXPECT_EQ(fate(trace, 1), "exit 0");
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, AFailedExecReturns) {
  const model::Trace trace = rehearse([](int) {
    execl("/bin/no such program", "x", nullptr);
    say("%s", strerrorname_np(errno));
    execl("/etc/passwd", "x", nullptr);
    say("%s", strerrorname_np(errno));
    return 5;
  });
  EXPECT_THAT(lines(trace), ElementsAre("ENOENT", "EACCES"));
  EXPECT_EQ(fate(trace, 1), "exit 5");
  EXPECT_EQ(count(trace, Event::Kind::exec), 0);
}

TEST(Process, ExecByAThreadEndsTheOthers) {
  const model::Trace trace = rehearse([](int) {
    std::thread other([] { execl("/bin/sh", "sh", "-c", "echo executed; exit 6", nullptr); });
    pause();
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("executed"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, TheDeadStayAZombieUntilTheyAreWaitedFor) {
  const model::Trace trace = rehearse([](int) {
    const pid_t child = fork();
    if (child == 0) _exit(0);
    sleep(1);
    say("%d", kill(child, 0));
    waitpid(child, nullptr, 0);
    const int result = kill(child, 0);
    const int error = errno;
    say("%d %s", result, strerrorname_np(error));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("0", "-1 ESRCH"));
}

TEST(Process, AnOrphanGetsTheFirstProcessAsItsParent) {
  const model::Trace trace = rehearse([](int) {
    const pid_t child = fork();
    if (child == 0) {
      const pid_t parent = getpid();
      if (fork() == 0) {
        say("%d", getppid() == parent);
        sleep(1);
        say("%d", getppid());
        _exit(0);
      }
      usleep(1000);
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    sleep(2);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("1", "1"));
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(trace.residue, IsEmpty());
}

// Starts a child that sleeps in `sleep_in_child`, and ends after a second without waiting for it.
template <auto sleep_in_child>
int leave_a_child(int) {
  if (fork() == 0) {
    if (fork() == 0) {
      sleep_in_child();
      _exit(0);
    }
    sleep(1);
    _exit(0);
  }
  wait(nullptr);
  sleep(10);
  return 0;
}

TEST(Process, TheDeathOfAParentIsSignalledToThoseWhoAskedForIt) {
  const model::Trace trace = rehearse(leave_a_child<[] {
    signal(SIGTERM, [](int) {});
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    say("%u s left", sleep(5));
    prctl(PR_SET_PDEATHSIG, 0);
  }>);
  EXPECT_THAT(lines(trace), ElementsAre("4 s left"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, TheDeathOfAParentEndsOneThatWaitsForASignalThatItBlocks) {
  const model::Trace trace = rehearse(leave_a_child<[] {
    sigset_t termination;
    sigemptyset(&termination);
    sigaddset(&termination, SIGTERM);
    sigprocmask(SIG_BLOCK, &termination, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    say("signal %d", sigwaitinfo(&termination, nullptr));
  }>);
  EXPECT_THAT(lines(trace), ElementsAre("signal 15"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, TheDeathOfAParentKills) {
  const model::Trace trace = rehearse(leave_a_child<[] {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    say("%u s left", sleep(5));
  }>);
  EXPECT_THAT(lines(trace), IsEmpty());
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_EQ(trace.time_ns, 11'000'000'000);
}

TEST(Process, TheDeathOfAChildIsSignalled) {
  const model::Trace trace = rehearse([](int) {
    signal(SIGCHLD, [](int) { say("SIGCHLD, child %d", waitpid(-1, nullptr, WNOHANG) > 0); });
    if (fork() == 0) {
      sleep(5);
      _exit(0);
    }
    say("%u s left", sleep(10));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("SIGCHLD, child 1", "5 s left"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, ADaemonThatIsLeftOverIsResidue) {
  const model::Trace trace = rehearse([](int) {
    const pid_t child = fork();
    if (child == 0) {
      setsid();
      if (fork() == 0) {
        pause();
        _exit(0);
      }
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    return 0;
  });
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_EQ(fate(trace, 1), "exit 0");
  ASSERT_THAT(trace.residue, SizeIs(1));
  EXPECT_EQ(trace.residue[0].kind, model::Residue::Kind::process);
  EXPECT_EQ(trace.residue[0].name, "1.1.1");
}

TEST(Process, KillingAnActorLeavesItsChildrenAlive) {
  Rehearsal rehearsal([](int) {
    if (fork() == 0) {
      access("the child goes on", F_OK);
      say("done");
      _exit(0);
    }
    pause();
    return 0;
  });
  rehearsal.run(1);  // fork
  rehearsal.kill(1);
  EXPECT_EQ(fate(rehearsal.trace(), 1), "SIGKILL");
  EXPECT_EQ(fate(rehearsal.trace(), 2), "");
  EXPECT_THAT(lines(rehearsal.finish()), ElementsAre("done"));
}

TEST(Process, AKilledActorNeverMakesItsPendingCall) {
  Rehearsal rehearsal([](int) {
    mkdir("first", 0777);
    mkdir("second", 0777);
    return 0;
  });
  rehearsal.run(1);
  rehearsal.kill(1);
  const model::Trace& trace = rehearsal.finish();
  ASSERT_THAT(trace.residue, SizeIs(1));
  EXPECT_EQ(trace.residue[0].name, "first");
}

// The child is killed and its parent, who sleeps until the child is gone, too.
TEST(Process, AKillOfAllInAVforkIsClean) {
  Rehearsal rehearsal(
      [](int) {
        const pid_t child = vfork();
        if (child == 0) {
          close(open("file", O_RDWR | O_CREAT, 0666));
          _exit(0);
        }
        return 0;
      },
      {.faults = {.tree_kills = {{.count = 1}}}});
  rehearsal.run(1);
  rehearsal.kill_tree(1);
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(trace.end, model::End::completed);
  EXPECT_EQ(fate(trace, 1), "SIGKILL");
  EXPECT_EQ(fate(trace, 2), "SIGKILL");
}

TEST(Process, KillInEveryStateIsClean) {
  const Part part = [](int) {
    std::mutex mutex;
    std::unique_lock lock(mutex);
    std::thread waits([&] { const std::lock_guard second(mutex); });
    std::thread sleeps([] { sleep(100); });
    const pid_t child = vfork();
    if (child == 0) _exit(0);
    waitpid(child, nullptr, 0);
    lock.unlock();
    waits.join();
    sleeps.join();
    return 0;
  };
  Rehearsal whole(part);
  const std::size_t steps = whole.finish().schedule.size();
  for (std::size_t at = 0; at < steps; ++at) {
    SCOPED_TRACE(at);
    Rehearsal rehearsal(part);
    for (std::size_t i = 0; i < at; ++i) {
      const model::Choice choice = whole.trace().schedule[i];
      if (choice.kind == model::Choice::Kind::clock)
        rehearsal.advance_clock();
      else
        rehearsal.run(choice.actor + 1);
    }
    rehearsal.kill(1);
    const model::Trace& trace = rehearsal.finish();
    EXPECT_EQ(fate(trace, 1), "SIGKILL");
    EXPECT_EQ(trace.end, End::completed);
    EXPECT_EQ(static_cast<std::size_t>(count(trace, Event::Kind::exit)), trace.actors.size());
  }
}

TEST(Process, CrashesAreReported) {
  EXPECT_EQ(fate(rehearse([](int) {
                   volatile std::uintptr_t nowhere = 8;
                   *reinterpret_cast<volatile int*>(nowhere) = 1;
                   return 0;
                 }),
                 1),
            "SIGSEGV");
  EXPECT_EQ(fate(rehearse([](int) -> int { abort(); }), 1), "SIGABRT");
  EXPECT_EQ(fate(rehearse([](int) -> int {
                   __builtin_trap();
                   return 0;
                 }),
                 1),
            "SIGILL");
  EXPECT_EQ(fate(rehearse([](int) -> int { throw std::string("nobody catches this"); }), 1), "SIGABRT");
}

TEST(Process, ACrashOfOneThreadEndsAll) {
  const model::Trace trace = rehearse([](int) {
    std::thread other([] { abort(); });
    pause();
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "SIGABRT");
  EXPECT_EQ(fate(trace, 2), "SIGABRT");
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, ExitInAThreadEndsAllOfThem) {
  const model::Trace trace = rehearse([](int) {
    std::mutex mutex;
    const std::lock_guard lock(mutex);
    std::thread waits([&] { const std::lock_guard second(mutex); });
    std::thread sleeps([] { sleep(100); });
    std::thread leaves([] {
      sleep(1);
      _exit(9);
    });
    pause();
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "exit 9");
  EXPECT_EQ(count(trace, Event::Kind::exit), 4);
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_EQ(trace.time_ns, 1'000'000'000);
}

TEST(Process, ALeaderThatEndsFirstLeavesItsThreads) {
  const model::Trace trace = rehearse([](int) {
    std::thread([] {
      sleep(1);
      say("still here");
    }).detach();
    pthread_exit(nullptr);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("still here"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Process, AThreadExcludesAnotherWithFlockOfItsOwn) {
  const Part part = [](int) {
    const auto enter = [] {
      const int fd = open("lock", O_RDWR | O_CREAT, 0666);
      flock(fd, LOCK_EX);
      say("enter");
      access("inside", F_OK);
      say("leave");
      close(fd);
    };
    std::thread other(enter);
    enter();
    other.join();
    return 0;
  };
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    Rehearsal rehearsal(part);
    EXPECT_THAT(lines(rehearsal.finish_at_random(seed)), ElementsAre("enter", "leave", "enter", "leave"));
    EXPECT_EQ(rehearsal.trace().end, End::completed);
  }
}

TEST(Process, StopsWithWhoMadeIt) {
  Rehearsal rehearsal(
      [](int number) {
        if (number == 2) return 0;
        if (fork() == 0) {
          say("made");
          sleep(1);
          say("goes on");
          _exit(access("gone on", F_OK) == 0);
        }
        wait(nullptr);
        return 0;
      },
      {.actors = 2, .faults = {.pauses = {{.duration = std::chrono::seconds(10)}}}});
  rehearsal.run_while_it_can(1);
  rehearsal.run_until_it_says(3, "made");
  rehearsal.pause(1);
  EXPECT_FALSE(rehearsal.can_run(3));
  EXPECT_TRUE(rehearsal.can_run(2));
  const model::Trace& trace = rehearsal.finish();
  EXPECT_EQ(fate(trace, 3), "exit 0");
  const auto goes_on = std::ranges::find(trace.events, "goes on", &Event::text);
  ASSERT_NE(goes_on, trace.events.end());
  EXPECT_EQ(goes_on->time_ns, 10'000'000'000);
}

}  // namespace
}  // namespace lockproof::world
