#include "cli/stop_signal.h"

#include <atomic>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <cstdlib>

#include "measure/clock.h"

namespace lockproof::cli {
namespace {

std::atomic<int> signal_that_came = 0;
std::atomic<std::int64_t> came_ns = 0;

// timeout(1) signals the program and its group: that is no second wish.
void on_stop_signal(int signal) {
  constexpr std::int64_t kSameWish_ns = 1'000'000'000;
  if (signal_that_came == 0) {
    came_ns = measure::now_ns();
    signal_that_came = signal;
  } else if (measure::now_ns() - came_ns > kSameWish_ns) {
    std::signal(signal, SIG_DFL);
    std::raise(signal);
  }
}

}  // namespace

void heed_stop_signals() {
  for (const int signal : {SIGINT, SIGTERM}) std::signal(signal, on_stop_signal);
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
