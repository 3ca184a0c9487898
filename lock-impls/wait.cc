#include "lock-impls/wait.h"

#include <time.h>

#include <algorithm>

namespace lockproof::locks {
namespace {

using std::chrono::nanoseconds;

nanoseconds monotonic_now() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
}

}  // namespace

void Wait::begin(const std::function<std::string()>& holder) {
  if (begun_) {
    return;
  }
  begun_ = true;
  if (limited()) {
    begin_ns_ = monotonic_now();
  }
  if (options_.log) {
    options_.log("waiting for " + options_.path.string() + ", held by " + holder());
  }
}

bool Wait::pause(nanoseconds longest) {
  if (limited()) {
    const nanoseconds left = *options_.time_out - (monotonic_now() - begin_ns_);
    if (left <= nanoseconds::zero()) {
      return false;
    }
    longest = std::min(longest, left);
  }
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(longest);
  const timespec duration{.tv_sec = seconds.count(), .tv_nsec = (longest - seconds).count()};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &duration, nullptr);
  return true;
}

bool Wait::back_off(nanoseconds longest) {
  const nanoseconds now_ns = next_pause_ns_;
  next_pause_ns_ = std::min(2 * next_pause_ns_, longest);
  return pause(now_ns);
}

void Wait::end() const {
  if (begun_ && options_.log) {
    options_.log("acquired " + options_.path.string());
  }
}

}  // namespace lockproof::locks
