// What the filter stops, seen without a tracer: there, a call that would stop fails with ENOSYS.
#include "tracee/filter.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>

#include "tracee/arch/x86_64.h"
#include "tracee/capabilities.h"

namespace lockproof::tracee {
namespace {

// Runs `check` in a child under the filter; its result becomes that of the function. 255: the filter was refused.
int under_filter(int (*check)(arch::Gate gate)) {
  const std::vector<sock_filter> filter = make_filter();
  const pid_t child = fork();
  if (child == 0) {
    const arch::Gate gate = arch::map_gate();
    const sock_fprog program = {.len = static_cast<unsigned short>(filter.size()),
                                .filter = const_cast<sock_filter*>(filter.data())};
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const bool installed = syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0;
    gate(SYS_exit_group, installed ? static_cast<long>(check(gate)) : 255L);
  }
  int status = 0;
  waitpid(child, &status, 0);
  return WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);
}

bool stops(auto... call) {
  return syscall(call...) == -1 && errno == ENOSYS;
}

TEST(Filter, StopsWhatOthersCanSee) {
  EXPECT_EQ(under_filter([](arch::Gate) {
              int stopped = 0;
              stopped += stops(SYS_getppid);
              stopped += stops(SYS_openat, AT_FDCWD, "/", O_RDONLY, 0);
              stopped += stops(SYS_read, 0, nullptr, 0);
              stopped += stops(SYS_flock, 0, 0);
              stopped += stops(SYS_clock_gettime, 0, nullptr);
              stopped += stops(SYS_io_uring_setup, 1, nullptr);
              return stopped;
            }),
            6);
}

TEST(Filter, StopsCallsThatNobodyKnows) {
  EXPECT_EQ(under_filter([](arch::Gate) { return static_cast<int>(stops(arch::kParkCall)); }), 1);
}

TEST(Filter, LetsThroughWhatNobodyElseCanSee) {
  EXPECT_EQ(under_filter([](arch::Gate) {
              int through = 0;
              through += syscall(SYS_getpid) > 0;
              through += syscall(SYS_gettid) > 0;
              through += syscall(SYS_brk, 0) > 0;
              through += mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0) != MAP_FAILED;
              return through;
            }),
            4);
}

TEST(Filter, StopsMemoryThatIsShared) {
  EXPECT_EQ(under_filter([](arch::Gate) {
              int stopped = 0;
              stopped += mmap(nullptr, 4096, PROT_READ, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == MAP_FAILED;
              stopped += mmap(nullptr, 4096, PROT_READ, MAP_PRIVATE, 0, 0) == MAP_FAILED && errno == ENOSYS;
              return stopped;
            }),
            2);
}

TEST(Filter, LetsEverythingThroughTheGate) {
  EXPECT_EQ(under_filter([](arch::Gate gate) {
              int through = 0;
              through += gate(SYS_getppid) > 0;
              through += gate(SYS_openat, AT_FDCWD, "/", O_RDONLY, 0L) >= 0;
              through += gate(SYS_close, 1'000'000L) == -EBADF;
              return through;
            }),
            3);
}

TEST(Filter, KillsWhoUsesAnotherArchitecture) {
  if (const Capability calls = probe_capability("32-bit system calls"); !calls.available)
    GTEST_SKIP() << "no 32-bit system calls here: " << calls.reason;
  EXPECT_EQ(under_filter([](arch::Gate) {
              long result = 20;  // getpid
              asm volatile("int $0x80" : "+a"(result));
              return 0;
            }),
            -SIGSYS);
}

}  // namespace
}  // namespace lockproof::tracee
