// Time as the benchmarks read it, in nanoseconds.
#pragma once

#include <time.h>

#include <cstdint>

namespace lockproof::measure {

inline std::int64_t to_ns(const timespec& time) {
  return time.tv_sec * std::int64_t{1'000'000'000} + time.tv_nsec;
}

inline timespec to_timespec(std::int64_t ns) {
  return {.tv_sec = ns / 1'000'000'000, .tv_nsec = ns % 1'000'000'000};
}

// The same in every process. No system call.
inline std::int64_t now_ns() {
  timespec now{};
  clock_gettime(CLOCK_MONOTONIC, &now);
  return to_ns(now);
}

// CPU time of this process. A system call.
inline std::int64_t cpu_ns() {
  timespec now{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
  return to_ns(now);
}

inline void sleep_until(std::int64_t moment_ns) {
  const timespec moment = to_timespec(moment_ns);
  while (clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &moment, nullptr) != 0) {
  }
}

}  // namespace lockproof::measure
