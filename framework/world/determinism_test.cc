// The same choices give the same trace, whatever the actors look at.
#include <dirent.h>
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/file.h>
#include <sys/random.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>
#include <sys/utsname.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <string>
#include <thread>

#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using testing::Ne;

void say_status(const char* path) {
  struct stat status {};
  const int result = stat(path, &status);
  say("%s: %d, device %lx, inode %lu, mode %o, links %lu, size %ld, blocks %ld, times %ld.%09ld %ld.%09ld %ld.%09ld",
      path, result, status.st_dev, status.st_ino, status.st_mode, status.st_nlink, status.st_size, status.st_blocks,
      status.st_atim.tv_sec, status.st_atim.tv_nsec, status.st_mtim.tv_sec, status.st_mtim.tv_nsec,
      status.st_ctim.tv_sec, status.st_ctim.tv_nsec);
}

void say_file(const char* path) {
  std::ifstream file(path);
  for (std::string line; std::getline(file, line);) say("%s: %s", path, line.c_str());
}

void say_names(const char* path) {
  DIR* directory = opendir(path);
  for (const dirent* entry = readdir(directory); entry != nullptr; entry = readdir(directory))
    say("%s holds %s, inode %lu, at %ld", path, entry->d_name, entry->d_ino, entry->d_off);
  closedir(directory);
}

int use_files(int number) {
  const std::string own = "own" + std::to_string(number);
  mkdir("shared", 0755);
  mkdir(own.c_str(), 0700);
  for (const char* name : {"shared/b", "shared/a", "shared/c"}) {
    const int fd = open(name, O_RDWR | O_CREAT, 0644);
    flock(fd, LOCK_EX);
    dprintf(fd, "%d", number);
    fsync(fd);
    close(fd);
  }
  symlink("shared/a", (own + "/link").c_str());
  link("shared/b", (own + "/b").c_str());
  rename("shared/c", (own + "/c").c_str());
  for (const char* path : {".", "shared", "shared/a", "shared/b", own.c_str()}) say_status(path);
  say_names("shared");
  say_names(".");
  unlink("shared/a");
  return 0;
}

int look_at_processes(int number) {
  say("pid %d, parent %d, group %d, session %d, thread %d", getpid(), getppid(), getpgrp(), getsid(0), gettid());
  for (int i = 0; i < 3; ++i) {
    const pid_t child = fork();
    if (child == 0) {
      say("child %d of %d", getpid(), getppid());
      _exit(number * 10 + i);
    }
    say("forked %d", child);
  }
  std::thread([] { say("thread %d", gettid()); }).join();
  for (int i = 0; i < 3; ++i) {
    int status = 0;
    const pid_t gone = wait(&status);
    say("%d ended with %d", gone, WEXITSTATUS(status));
  }
  return 0;
}

int look_at_addresses(int) {
  const int local = 0;
  say("%p %p %p %p", static_cast<const void*>(&local), malloc(100), malloc(1 << 20),
      reinterpret_cast<void*>(&look_at_addresses));
  say("%p %p", sbrk(0), static_cast<void*>(environ));
  std::thread([] {
    const int far = 0;
    say("%p %p", static_cast<const void*>(&far), malloc(100));
  }).join();
  return 0;
}

int look_at_chance(int) {
  std::array<unsigned long, 2> words{};
  (void)!getrandom(words.data(), sizeof words, 0);
  say("getrandom %lx %lx", words[0], words[1]);
  (void)!getentropy(words.data(), sizeof words);
  say("getentropy %lx %lx", words[0], words[1]);
  for (const char* path : {"/dev/urandom", "/dev/random"}) {
    const int fd = open(path, O_RDONLY);
    (void)!read(fd, words.data(), sizeof words);
    say("%s %lx %lx", path, words[0], words[1]);
    close(fd);
  }
  std::array<char, 20> name = {"tempXXXXXX"};
  close(mkstemp(name.data()));
  say("%s", name.data());
  return 0;
}

int look_at_machine(int) {
  timespec time{};
  for (const clockid_t clock :
       {CLOCK_REALTIME, CLOCK_MONOTONIC, CLOCK_BOOTTIME, CLOCK_PROCESS_CPUTIME_ID, CLOCK_THREAD_CPUTIME_ID}) {
    clock_gettime(clock, &time);
    say("clock %d: %ld.%09ld", clock, time.tv_sec, time.tv_nsec);
  }
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  tms used{};
  say("used %ld.%06ld, faults %ld, switches %ld", usage.ru_utime.tv_sec, usage.ru_utime.tv_usec, usage.ru_minflt,
      usage.ru_nvcsw);
  say("times %ld %ld", times(&used), used.tms_utime);
  say("processors %u %ld, on %d", std::thread::hardware_concurrency(), sysconf(_SC_NPROCESSORS_ONLN), sched_getcpu());
  utsname name{};
  uname(&name);
  say("host %s", name.nodename);
  say("user %d, group %d, mask %o", getuid(), getgid(), umask(0));
  for (char** variable = environ; *variable != nullptr; ++variable) say("%s", *variable);
  std::array<int, 2> pipe_ends{};
  struct stat status {};
  (void)!pipe(pipe_ends.data());
  fstat(pipe_ends[0], &status);
  say("pipe: device %lx, inode %lu, time %ld", status.st_dev, status.st_ino, status.st_mtim.tv_sec);
  for (const char* path : {"/proc/uptime", "/proc/loadavg", "/proc/locks", "/proc/meminfo", "/proc/filesystems",
                           "/proc/sys/kernel/random/boot_id"})
    say_file(path);
  return 0;
}

int run_programs(int) {
  return system("ls -la --full-time . /proc/self/fd >listing; date; echo $$; mktemp; sleep 1; ls | sort");
}

int meet_signals(int number) {
  signal(SIGUSR1, [](int) { say("handled"); });
  signal(SIGCHLD, [](int) { say("a child is gone"); });
  if (fork() == 0) {
    usleep(1500);
    _exit(0);
  }
  usleep(static_cast<useconds_t>(number) * 1000);
  kill(number % 2 == 1 ? 102 : 101, SIGUSR1);
  while (wait(nullptr) < 0) {
  }
  return 0;
}

struct Subject {
  const char* name;
  Part part;
};
void PrintTo(const Subject& subject, std::ostream* stream) {
  *stream << subject.name;
}

class Determinism : public testing::TestWithParam<Subject> {};
INSTANTIATE_TEST_SUITE_P(Of, Determinism,
                         testing::Values(Subject{"files", use_files}, Subject{"processes", look_at_processes},
                                         Subject{"addresses", look_at_addresses}, Subject{"chance", look_at_chance},
                                         Subject{"machine", look_at_machine}, Subject{"programs", run_programs},
                                         Subject{"signals", meet_signals}),
                         [](const auto& info) { return info.param.name; });

TEST(MachineFiles, AreTheWorldsAndLeaveNoDoubt) {
  const model::Trace trace = rehearse([](int) {
    say_file("/proc/filesystems");
    return 0;
  });
  EXPECT_THAT(lines(trace), testing::ElementsAre("/proc/filesystems: nodev\tproc", "/proc/filesystems: nodev\ttmpfs",
                                                 "/proc/filesystems: \text4"));
  EXPECT_THAT(trace.unmodelled, testing::IsEmpty());
}

TEST_P(Determinism, EqualChoicesGiveEqualTraces) {
  constexpr int repetitions = 17;
  for (std::uint64_t schedule = 0; schedule < 3; ++schedule) {
    const model::Trace first = Rehearsal(GetParam().part, {.actors = 2}).finish_at_random(schedule);
    ASSERT_FALSE(lines(first).empty());
    for (int i = 1; i < repetitions; ++i) {
      const model::Trace again = Rehearsal(GetParam().part, {.actors = 2}).finish_at_random(schedule);
      ASSERT_EQ(model::first_difference(first, again), "") << "schedule " << schedule << ", repetition " << i;
      ASSERT_TRUE(first == again);
    }
  }
}

TEST(Determinism, AnotherScheduleGivesAnotherTrace) {
  const model::Trace one = Rehearsal(use_files, {.actors = 2}).finish_at_random(1);
  const model::Trace two = Rehearsal(use_files, {.actors = 2}).finish_at_random(2);
  EXPECT_FALSE(one == two);
}

TEST(Determinism, AnotherSeedGivesOtherRandomNumbers) {
  const auto said = [](std::uint64_t seed) { return lines(rehearse(look_at_chance, {.seed = seed})); };
  EXPECT_EQ(said(1), said(1));
  EXPECT_THAT(said(1), Ne(said(2)));
}

TEST(Determinism, EachDrawOfEachActorIsDifferent) {
  const model::Trace trace = rehearse(look_at_chance, {.actors = 2});
  std::vector<std::string> drawn;
  for (const std::string& line : lines(trace)) drawn.push_back(line.substr(line.find(' ') + 1));
  std::ranges::sort(drawn);
  EXPECT_EQ(std::ranges::adjacent_find(drawn), drawn.end());
  EXPECT_EQ(drawn.size(), 10u);
}

TEST(Determinism, ExecutionsInBetweenLeaveNoTrace) {
  const model::Trace before = rehearse(use_files, {.actors = 2});
  for (const Part other : {look_at_processes, run_programs}) {
    Rehearsal cut_short(other, {.actors = 3});
    cut_short.run(1);
    cut_short.kill(2);
  }
  EXPECT_EQ(model::first_difference(before, rehearse(use_files, {.actors = 2})), "");
}

}  // namespace
}  // namespace lockproof::world
