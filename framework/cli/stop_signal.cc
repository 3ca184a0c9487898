#include "cli/stop_signal.h"

#include <time.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

namespace lockproof::cli {
namespace {

std::atomic<int> signal_that_came = 0;
std::atomic<std::int64_t> came_ns = 0;  // CLOCK_MONOTONIC

std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1'000'000'000 + now.tv_nsec;
}

// timeout(1) signals the program and its group: that is no second wish.
void on_stop_signal(int signal) {
  constexpr std::int64_t kSameWish_ns = 1'000'000'000;
  if (signal_that_came == 0) {
    came_ns = now_ns();
    signal_that_came = signal;
  } else if (now_ns() - came_ns > kSameWish_ns) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

void heed_stop_signals() {
  for (const int signal : {SIGINT, SIGTERM}) {
    struct sigaction action {};
    action.sa_handler = on_stop_signal;
    action.sa_flags = SA_RESTART;
    sigaction(signal, &action, nullptr);
  }
}

bool stop_signal_came() {
  return signal_that_came != 0;
}

[[noreturn]] void obey_stop_signal() {
  std::fflush(nullptr);
  std::signal(signal_that_came, SIG_DFL);
  std::raise(signal_that_came);
  std::abort();
}

}  // namespace lockproof::cli
