// Conditions as the actors see them, and the faults that take their locks away or tear what they write.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdio>
#include <ctime>
#include <string>
#include <vector>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::Choice;
using model::Event;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::UnorderedElementsAre;

std::string outcome(long result) {
  return result >= 0 ? "done" : strerrorname_np(errno);
}

void rest(long seconds) {
  const timespec time{seconds, 0};
  nanosleep(&time, nullptr);
}

TEST(Conditions, AClockDrifts) {
  const model::Trace trace = rehearse(
      [](int) {
        timespec before{};
        clock_gettime(CLOCK_REALTIME, &before);
        rest(1000);
        timespec after{};
        clock_gettime(CLOCK_REALTIME, &after);
        say("%ld ms", (after.tv_sec - before.tv_sec) * 1000 + (after.tv_nsec - before.tv_nsec) / 1000000);
        return 0;
      },
      {.actors = 2, .conditions = {.clock_drifts_ppm = {0, 200}}});
  EXPECT_THAT(lines(trace, 1), ElementsAre("1000000 ms"));
  EXPECT_THAT(lines(trace, 2), ElementsAre("1000200 ms"));
}

// The scenario's actors have the PIDs 101, 102...
TEST(Conditions, UsersMayNotSignalOneAnother) {
  const Part part = [](int number) {
    if (number == 2) {
      rest(10);
      return 0;
    }
    say("%s", outcome(kill(102, 0)).c_str());
    say("%s", outcome(kill(101, 0)).c_str());
    say("%s", outcome(kill(4711, 0)).c_str());
    const pid_t child = fork();
    if (child == 0) _exit(0);
    say("%s", outcome(kill(child, 0)).c_str());
    waitpid(child, nullptr, 0);
    return 0;
  };
  EXPECT_THAT(lines(rehearse(part, {.actors = 2, .conditions = {.users = true}})),
              ElementsAre("EPERM", "done", "ESRCH", "done"));
  EXPECT_THAT(lines(rehearse(part, {.actors = 2})), ElementsAre("done", "done", "ESRCH", "done"));
}

TEST(Conditions, AReadOnlyDirectoryKeepsItsNames) {
  const model::Trace trace = rehearse(
      [](int) {
        say("%s", outcome(open("d/new", O_RDWR | O_CREAT, 0666)).c_str());
        say("%s", outcome(open("d/old", O_RDWR | O_CREAT, 0666)).c_str());
        say("%s", outcome(mkdir("d/sub", 0777)).c_str());
        say("%s", outcome(unlink("d/old")).c_str());
        say("%s", outcome(std::rename("d/old", "elsewhere")).c_str());
        say("%s", outcome(link("d/old", "d/again")).c_str());
        say("%s", outcome(link("d/old", "elsewhere")).c_str());
        say("%s", outcome(unlink("d/missing")).c_str());
        return 0;
      },
      {.prepare =
           [] {
             mkdir("d", 0777);
             close(open("d/old", O_RDWR | O_CREAT, 0666));
           },
       .conditions = {.planted = {{"d", PlantedPath::Kind::read_only, "", {}}}}});
  EXPECT_THAT(lines(trace), ElementsAre("EACCES", "done", "EACCES", "EACCES", "EACCES", "EACCES", "done", "ENOENT"));
}

// Both look before either of them creates.
TEST(Conditions, AnExclusiveCreateThatIsNotAtomicLetsTwoIn) {
  const Part part = [](int) {
    say("%s", outcome(open("lock", O_RDWR | O_CREAT | O_EXCL, 0666)).c_str());
    return 0;
  };
  Rehearsal both(part, {.actors = 2, .conditions = {.nonatomic_create = true}});
  both.run(1);
  both.run(2);
  both.run(1);
  both.run(2);
  EXPECT_THAT(lines(both.finish()), ElementsAre("done", "done"));
  Rehearsal one_by_one(part, {.actors = 2, .conditions = {.nonatomic_create = true}});
  one_by_one.run(1);
  one_by_one.run(1);
  one_by_one.run(2);
  EXPECT_THAT(lines(one_by_one.finish()), ElementsAre("done", "EEXIST"));
}

TEST(Conditions, InodeNumbersAreReusedWhenNobodyHasTheFile) {
  const Part part = [](int) {
    struct stat status {};
    const int kept = open("a", O_RDWR | O_CREAT, 0666);
    unlink("a");
    close(open("b", O_RDWR | O_CREAT, 0666));
    fstat(kept, &status);
    const ino_t first = status.st_ino;
    stat("b", &status);
    say("%s", status.st_ino == first ? "reused" : "new");
    close(kept);
    close(open("c", O_RDWR | O_CREAT, 0666));
    stat("c", &status);
    say("%s", status.st_ino == first ? "reused" : "new");
    return 0;
  };
  EXPECT_THAT(lines(rehearse(part, {.conditions = {.inodes_reused = true}})), ElementsAre("new", "reused"));
  EXPECT_THAT(lines(rehearse(part)), ElementsAre("new", "new"));
}

TEST(Conditions, AnAttributeCacheShowsThePast) {
  const Part part = [](int number) {
    if (number == 2) {
      rest(1);
      close(open("file", O_RDWR | O_CREAT, 0666));
      return 0;
    }
    struct stat status {};
    say("%s", outcome(stat("file", &status)).c_str());
    rest(2);
    say("%s", outcome(stat("file", &status)).c_str());  // from the cache
    rest(2);
    say("%s", outcome(stat("file", &status)).c_str());
    return 0;
  };
  EXPECT_THAT(lines(rehearse(part, {.actors = 2, .conditions = {.attribute_cache = std::chrono::seconds(3)}}), 1),
              ElementsAre("ENOENT", "ENOENT", "done"));
  EXPECT_THAT(lines(rehearse(part, {.actors = 2}), 1), ElementsAre("ENOENT", "done", "done"));
}

TEST(Conditions, OpeningAFileAsksTheServer) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          rest(1);
          const int file = open("file", O_RDWR);
          (void)!write(file, "12345", 5);
          return 0;
        }
        struct stat status {};
        stat("file", &status);
        rest(2);
        stat("file", &status);
        say("%ld", static_cast<long>(status.st_size));
        close(open("file", O_RDONLY));
        stat("file", &status);
        say("%ld", static_cast<long>(status.st_size));
        return 0;
      },
      {.actors = 2,
       .prepare = [] { close(open("file", O_RDWR | O_CREAT, 0666)); },
       .conditions = {.attribute_cache = std::chrono::seconds(30)}});
  EXPECT_THAT(lines(trace, 1), ElementsAre("0", "5"));
}

// A file that was opened is known, and so it seems to be there when it is gone.
TEST(Conditions, WhatWasOpenedIsRemembered) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 2) {
          rest(1);
          unlink("file");
          return 0;
        }
        struct stat status {};
        const int file = open("file", O_RDONLY);
        fstat(file, &status);
        const ino_t opened = status.st_ino;
        rest(2);
        say("%s", outcome(stat("file", &status)).c_str());
        say("%s", status.st_ino == opened ? "the same" : "another");
        say("%s", outcome(open("file", O_RDONLY)).c_str());
        say("%s", outcome(stat("file", &status)).c_str());
        return 0;
      },
      {.actors = 2,
       .prepare = [] { close(open("file", O_RDWR | O_CREAT, 0666)); },
       .conditions = {.attribute_cache = std::chrono::seconds(30)}});
  EXPECT_THAT(lines(trace, 1), ElementsAre("done", "the same", "ENOENT", "ENOENT"));
}

TEST(Conditions, APlantedFileHasItsAge) {
  const model::Trace trace = rehearse(
      [](int) {
        struct stat status {};
        stat("old", &status);
        timespec now{};
        clock_gettime(CLOCK_REALTIME, &now);
        say("%ld", now.tv_sec - status.st_mtim.tv_sec);
        return 0;
      },
      {.prepare = [] { close(open("old", O_RDWR | O_CREAT, 0666)); },
       .conditions = {.planted = {{"old", PlantedPath::Kind::file, "", std::chrono::seconds(600)}}}});
  EXPECT_THAT(lines(trace), ElementsAre("600"));
}

int hold(int) {
  const int file = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
  flock(file, LOCK_EX);
  say("in");
  rest(10);
  flock(file, LOCK_UN);
  return 0;
}

TEST(Faults, LocksAreLostWithoutNotice) {
  int met = 0;
  for (std::uint64_t seed = 0; seed < 60; ++seed) {
    Rehearsal rehearsal(hold, {.actors = 2, .faults = {.lock_losses = {{.count = 1}}}});
    const model::Trace& trace = rehearsal.finish_with_one_fault(seed);
    EXPECT_EQ(fate(trace, 1), "exit 0");
    EXPECT_EQ(fate(trace, 2), "exit 0");
    std::int64_t last_ns = 0;
    for (const Event& event : trace.events)
      if (event.text == "in") last_ns = event.time_ns;
    met += last_ns < 10'000'000'000 ? 1 : 0;
  }
  EXPECT_GT(met, 0);
}

// Of each kind. Who has lost its lock lets the other one in.
TEST(Faults, EveryKindOfKernelLockCanBeLost) {
  const auto lost = [](Part part) {
    int met = 0;
    for (std::uint64_t seed = 0; seed < 40; ++seed) {
      Rehearsal rehearsal(part, {.actors = 2, .faults = {.lock_losses = {{.count = 1}}}});
      std::vector<int> inside;
      for (const std::string& line : lines(rehearsal.finish_with_one_fault(seed)))
        inside.push_back(line == "in" ? 1 : -1);
      met += inside.size() == 4 && inside[0] + inside[1] == 2 ? 1 : 0;
    }
    return met;
  };
  static constexpr auto record_lock = [](int command) {
    const int file = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    fcntl(file, command, &lock);
    say("in");
    mkdir("step", 0777);
    rmdir("step");
    say("out");
    lock.l_type = F_UNLCK;
    fcntl(file, command, &lock);
    return 0;
  };
  EXPECT_GT(lost([](int) { return record_lock(F_SETLKW); }), 0);
  EXPECT_GT(lost([](int) { return record_lock(F_OFD_SETLKW); }), 0);
}

TEST(Faults, RecordLocksAreNotLostUnderASignal) {
  const Part part = [](int number) {
    if (number == 2) return kill(101, SIGUSR1) == 0 || errno == ESRCH ? 0 : 1;
    signal(SIGUSR1, [](int) { say("handled"); });
    const int file = open("lock", O_RDWR | O_CREAT | O_CLOEXEC, 0666);
    struct flock lock {};
    lock.l_type = F_WRLCK;
    fcntl(file, F_SETLKW, &lock);
    mkdir("step", 0777);
    rmdir("step");
    return 0;
  };
  for (std::uint64_t seed = 0; seed < 80; ++seed) {
    Rehearsal rehearsal(part, {.actors = 2, .faults = {.lock_losses = {{.count = 1}}}});
    const model::Trace& trace = rehearsal.finish_with_one_fault(seed);
    EXPECT_EQ(trace.end, model::End::completed) << seed;
    EXPECT_THAT(fate(trace, 1), testing::AnyOf("exit 0", "SIGUSR1")) << seed;
  }
}

TEST(Faults, ATornWriteLeavesHalfAndKills) {
  const model::Trace trace = rehearse(
      [](int number) {
        const int file = open("record", O_RDWR | O_CREAT, 0666);
        if (number == 1) {
          (void)!write(file, "12345678", 8);
          say("never");
          return 0;
        }
        rest(1);
        char text[9] = {};
        (void)!pread(file, text, 8, 0);
        say("%s", text);
        return 0;
      },
      {.actors = 2,
       .faults = {
           .injections = {
               {.filter = {.calls = "write"}, .how = Injection::How::tear, .error = 0, .first = 1, .step = 0}}}});
  EXPECT_THAT(lines(trace), ElementsAre("1234"));
  EXPECT_EQ(fate(trace, 1), "SIGKILL");
}

}  // namespace
}  // namespace lockproof::world
