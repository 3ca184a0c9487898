// What actors cannot do: leave the world, escape control, harm the stage or the machine.
#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/sched.h>
#include <netinet/in.h>
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <filesystem>

#include "tracee/capabilities.h"
#include "world/rehearsal.h"

namespace lockproof::world {
namespace {

using model::End;
using testing::AllOf;
using testing::Each;
using testing::ElementsAre;
using testing::Field;
using testing::IsEmpty;
using testing::Ne;
using testing::Not;
using testing::SizeIs;
using testing::StartsWith;
using testing::UnorderedElementsAre;

void say_error(long result) {
  const int error = errno;
  say("%s", result >= 0 ? "done" : strerrorname_np(error));
}

// Whatever happened before, another execution works as ever.
void expect_intact_stage() {
  const model::Trace trace = rehearse(
      [](int number) {
        say("%d, pid %d", number, getpid());
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace), ElementsAre("1, pid 101", "2, pid 102"));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Containment, TheMachinesFilesAreReadOnly) {
  const model::Trace trace = rehearse([](int) {
    say_error(open("/var/lockproof containment test", O_RDWR | O_CREAT, 0666));
    say_error(mkdir("/lockproof containment test", 0777));
    say_error(unlink("/etc/passwd"));
    say_error(chmod("/etc", 0));
    say_error(open("../../outside", O_RDWR | O_CREAT, 0666));
    say_error(rename("/etc/passwd", "/etc/shadow of passwd"));
    return 0;
  });
  EXPECT_THAT(lines(trace), Each("EROFS"));
  EXPECT_THAT(lines(trace), SizeIs(6));
  EXPECT_FALSE(std::filesystem::exists("/var/lockproof containment test"));
}

TEST(Containment, TheTemporaryDirectoryIsTheWorldsOwn) {
  for (int execution = 0; execution < 2; ++execution) {
    const model::Trace trace = rehearse(
        [](int) {
          const char* path = "/tmp/lockproof containment test";
          const int file = open(path, O_RDWR | O_CREAT | O_EXCL, 0666);
          say("%d", file >= 0 && write(file, "x", 1) == 1 ? 0 : errno);
          say("%d", chdir("..") == 0 && access("lockproof containment test", F_OK) == 0 ? 0 : errno);
          say("%d", mkdir("/tmp/world/in", 0700) == 0 ? 0 : errno);
          close(file);
          return 0;
        },
        {.actors = 2});
    EXPECT_THAT(lines(trace), ElementsAre("0", "0", "0", "17", "0", "17"));
    EXPECT_THAT(trace.unmodelled, IsEmpty());
    EXPECT_THAT(trace.residue, UnorderedElementsAre(Field(&model::Residue::name, "/tmp/lockproof containment test"),
                                                    Field(&model::Residue::name, "in")));
  }
  EXPECT_FALSE(std::filesystem::exists("/tmp/lockproof containment test"));
}

// A lock in such a place is a lock like any other.
TEST(Containment, OtherDirectoriesForEverybodyAreTheWorldsOwnToo) {
  for (int execution = 0; execution < 2; ++execution) {
    const model::Trace trace = rehearse(
        [](int) {
          for (const char* directory : {"/var/tmp", "/dev/shm", static_cast<const char*>(getenv("HOME"))}) {
            if (chdir(directory) != 0) say("%s: %d", directory, errno);
            const int file = open("only one", O_RDWR | O_CREAT | O_EXCL, 0666);
            say("%d", file >= 0 ? 0 : errno);
            close(file);
          }
          say_error(rename("only one", "/var/tmp/other"));
          say_error(link("only one", "/dev/shm/other"));
          return 0;
        },
        {.actors = 2});
    EXPECT_THAT(lines(trace), ElementsAre("0", "0", "0", "EXDEV", "EXDEV", "17", "17", "17", "EXDEV", "EXDEV"));
    EXPECT_THAT(trace.unmodelled, IsEmpty());
    EXPECT_THAT(trace.residue, UnorderedElementsAre(Field(&model::Residue::name, "/dev/shm/only one"),
                                                    Field(&model::Residue::name, "/var/tmp/only one")));
  }
  for (const char* path : {"/var/tmp/only one", "/dev/shm/only one"})
    EXPECT_FALSE(std::filesystem::exists(path)) << path;
}

TEST(Containment, TheNetworkIsTheWorldsOwn) {
  const model::Trace trace = rehearse([](int) {
    std::array<char, 64> network{};
    const ssize_t size = readlink("/proc/self/ns/net", network.data(), network.size() - 1);
    say("%s", size > 0 ? network.data() : "?");
    const sockaddr_in outside{
        .sin_family = AF_INET, .sin_port = htons(53), .sin_addr = {htonl(0x08080808)}, .sin_zero = {}};
    say_error(connect(socket(AF_INET, SOCK_DGRAM, 0), reinterpret_cast<const sockaddr*>(&outside), sizeof outside));
    const sockaddr_in own{
        .sin_family = AF_INET, .sin_port = htons(9), .sin_addr = {htonl(INADDR_LOOPBACK)}, .sin_zero = {}};
    say_error(connect(socket(AF_INET, SOCK_DGRAM, 0), reinterpret_cast<const sockaddr*>(&own), sizeof own));
    return 0;
  });
  EXPECT_THAT(lines(trace),
              ElementsAre(AllOf(StartsWith("net:["), Ne(std::filesystem::read_symlink("/proc/self/ns/net"))),
                          "ENETUNREACH", "done"));
  EXPECT_THAT(trace.unmodelled, Not(IsEmpty()));
}

TEST(Containment, NothingCanBeMovedOutOfTheWorld) {
  const model::Trace trace = rehearse([](int) {
    close(open("file", O_RDWR | O_CREAT, 0666));
    say_error(rename("file", "/var/file"));
    say_error(link("file", "/var/file"));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("EXDEV", "EROFS"));
  EXPECT_THAT(trace.residue, SizeIs(1));
}

TEST(Containment, CallsThatWouldEscapeFail) {
  const model::Trace trace = rehearse([](int) {
    say_error(syscall(SYS_ptrace, 0, 0, 0, 0));
    say_error(syscall(SYS_unshare, CLONE_NEWUSER));
    say_error(mount("none", "/tmp", "tmpfs", 0, nullptr));
    say_error(umount2("/tmp", MNT_DETACH));
    say_error(chroot("/tmp"));
    say_error(syscall(SYS_seccomp, 0, 0, nullptr));
    say_error(syscall(SYS_sethostname, "other", 5));
    const timespec time{};
    say_error(syscall(SYS_clock_settime, CLOCK_REALTIME, &time));
    return 0;
  });
  EXPECT_THAT(lines(trace), Each("EPERM"));
  EXPECT_THAT(lines(trace), SizeIs(8));
  EXPECT_EQ(trace.end, End::completed);
}

TEST(Containment, ParkingLikeTheServerIsNoCall) {
  const model::Trace trace = rehearse([](int) {
    say_error(syscall(5000));
    say_error(syscall(-1));
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("ENOSYS", "ENOSYS"));
  expect_intact_stage();
}

TEST(Containment, ClosingEverythingHarmsOnlyOneself) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number == 1) {
          close_range(0, ~0U, 0);
          for (int fd = 0; fd < 1024; ++fd) close(fd);
          return open("file", O_RDWR | O_CREAT, 0666);
        }
        say("2 is alive");
        return 0;
      },
      {.actors = 2});
  EXPECT_THAT(lines(trace), ElementsAre("2 is alive"));
  EXPECT_EQ(fate(trace, 1), "exit 0");
  expect_intact_stage();
}

TEST(Containment, KillingTheFirstProcessDoesNothing) {
  const model::Trace trace = rehearse([](int) {
    for (const int signal : {SIGKILL, SIGTERM, SIGSTOP, SIGSEGV}) say_error(kill(1, signal));
    return 0;
  });
  EXPECT_EQ(trace.end, End::completed);
  EXPECT_THAT(lines(trace), SizeIs(4));
  expect_intact_stage();
}

TEST(Containment, KillingEverybodyLeavesTheStageAlive) {
  const model::Trace trace = rehearse(
      [](int number) {
        if (number != 2) pause();
        say_error(kill(-1, SIGKILL));
        return 0;
      },
      {.actors = 3});
  EXPECT_THAT(lines(trace), ElementsAre("done"));
  EXPECT_EQ(fate(trace, 1), "SIGKILL");
  EXPECT_EQ(fate(trace, 2), "exit 0");
  EXPECT_EQ(fate(trace, 3), "SIGKILL");
  expect_intact_stage();
}

TEST(Containment, AForkBombEnds) {
  const model::Trace trace = rehearse([](int) {
    int generation = 0;
    pid_t child = 0;
    while (child == 0 && generation < 1000) {
      ++generation;
      child = fork();
    }
    if (child < 0) say("%d, then %s", generation, strerrorname_np(errno));
    sleep(1);
    return 0;
  });
  EXPECT_THAT(lines(trace), ElementsAre("256, then EAGAIN"));
  EXPECT_EQ(trace.end, End::completed);
  expect_intact_stage();
}

TEST(Containment, CallsOfAnotherArchitectureAreDeadly) {
  if (const auto calls = tracee::probe_capability("32-bit system calls"); !calls.available)
    GTEST_SKIP() << "no 32-bit system calls here: " << calls.reason;
  const model::Trace trace = rehearse([](int) {
    long result = 20;  // getpid
    asm volatile("int $0x80" : "+a"(result));
    say("%ld", result);
    return 0;
  });
  EXPECT_EQ(fate(trace, 1), "SIGSYS");
  EXPECT_THAT(lines(trace), IsEmpty());
}

TEST(Containment, BadPointersAreTheActorsOwnProblem) {
  const model::Trace trace = rehearse([](int) {
    auto* nowhere = reinterpret_cast<char*>(16);
    say_error(open(nowhere, O_RDONLY));
    say_error(syscall(SYS_getrandom, nowhere, 10, 0));
    say_error(syscall(SYS_clock_gettime, CLOCK_REALTIME, nowhere));
    say_error(syscall(SYS_nanosleep, nowhere, nullptr));
    say_error(syscall(SYS_stat, ".", nowhere));
    say_error(syscall(SYS_pipe, nowhere));
    say_error(syscall(SYS_poll, nowhere, 1, 10));
    say_error(syscall(SYS_ppoll, nullptr, 0, nowhere, nullptr, 8));
    say_error(syscall(SYS_rename, ".", nowhere));
    say_error(syscall(SYS_execve, "/bin/true", nowhere, nullptr));
    say_error(syscall(SYS_clone3, nowhere, sizeof(clone_args)));
    return 0;
  });
  EXPECT_THAT(lines(trace), Each("EFAULT"));
  EXPECT_THAT(lines(trace), SizeIs(11));
  EXPECT_EQ(trace.end, End::completed);
  expect_intact_stage();
}

}  // namespace
}  // namespace lockproof::world
