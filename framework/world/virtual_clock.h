// Time inside the world. It moves when the world moves it, and at no other moment.
#pragma once

#include <sys/time.h>

#include <algorithm>
#include <cstdint>
#include <ctime>

namespace lockproof::world {

inline constexpr std::int64_t kSecondNs = 1'000'000'000;

// Durations and times of day beyond this one (2065) count as this one: "sleep infinity" must not overflow.
inline constexpr std::int64_t kSecondsMax = 3'000'000'000;

inline timespec to_timespec(std::int64_t ns) {
  return {ns / kSecondNs, ns % kSecondNs};
}
inline std::int64_t to_ns(const timespec& time) {
  return std::min(time.tv_sec, kSecondsMax) * kSecondNs + time.tv_nsec;
}
inline std::int64_t to_ns(const timeval& time) {
  return std::min(time.tv_sec, kSecondsMax) * kSecondNs + time.tv_usec * 1000;
}

class VirtualClock {
 public:
  // What CLOCK_REALTIME shows at the start of every execution: 2030-03-17 17:46:40 UTC, later than any file
  // of the machine. CLOCK_MONOTONIC starts after almost 16 years: the kernel must find no absolute time-out of an actor
  // in the past of the machine.
  static constexpr std::int64_t kRealtimeStartNs = 1'900'000'000'000'000'000;
  static constexpr std::int64_t kMonotonicStartNs = 500'000'000'000'000'000;

  void reset() { elapsed_ns_ = 0; }
  void advance_to(std::int64_t elapsed_ns) {
    if (elapsed_ns > elapsed_ns_) elapsed_ns_ = elapsed_ns;
  }

  std::int64_t elapsed_ns() const { return elapsed_ns_; }  // since the start of the execution
  std::int64_t realtime_ns() const { return kRealtimeStartNs + elapsed_ns_; }
  std::int64_t monotonic_ns() const { return kMonotonicStartNs + elapsed_ns_; }

 private:
  std::int64_t elapsed_ns_ = 0;
};

}  // namespace lockproof::world
