#include "scenarios/hold.h"

#include <time.h>

namespace lockproof::scenarios {

void hold(std::chrono::nanoseconds duration) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(duration);
  const timespec time{.tv_sec = seconds.count(), .tv_nsec = (duration - seconds).count()};
  clock_nanosleep(CLOCK_MONOTONIC, 0, &time, nullptr);
}

}  // namespace lockproof::scenarios
