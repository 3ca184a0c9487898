#include "tracee/time_stamps.h"

#include <gtest/gtest.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include <cerrno>
#include <chrono>
#include <csignal>

namespace lockproof::tracee {
namespace {

// How a child ends that does this: it changes the whole process.
int status_of_child(int (*act)()) {
  const pid_t child = fork();
  if (child == 0) {
    alarm(60);  // a fault that comes again and again ends nowhere
    _exit(act());
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {  // by the watchdog of other tests
  }
  return status;
}

bool may_read_time_stamps() {
  int mode = 0;
  prctl(PR_GET_TSC, &mode);
  return mode == PR_TSC_ENABLE;
}

TEST(TimeStamps, WhoForgoesThemReadsClocks) {
  EXPECT_EQ(status_of_child([] {
              forgo_time_stamps();
              const auto now = std::chrono::steady_clock::now();
              const bool runs = std::chrono::steady_clock::now() >= now;
              return runs && !may_read_time_stamps() ? 0 : 1;
            }),
            0);
}

TEST(TimeStamps, WhoReadsThemAllTheSameGetsThemBack) {
  EXPECT_EQ(status_of_child([] {
              forgo_time_stamps();
              forgo_time_stamps();
              const auto first = __rdtsc();
              return __rdtsc() >= first && may_read_time_stamps() ? 0 : 1;
            }),
            0);
}

TEST(TimeStamps, AnotherFaultIsStillTheEnd) {
  EXPECT_NE(status_of_child([] {
              forgo_time_stamps();
              raise(SIGSEGV);
              return 0;
            }),
            0);
}

}  // namespace
}  // namespace lockproof::tracee
