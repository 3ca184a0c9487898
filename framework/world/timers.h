// The timers of a process: alarm(2), setitimer(2), timer_create(2), in virtual time.
#pragma once

#include <cstdint>
#include <ctime>
#include <map>
#include <optional>

namespace lockproof::world {

struct Timer {
  std::int64_t deadline_ns = -1;  // since the start of the execution; -1: disarmed
  std::int64_t period_ns = 0;
  int signal = 0;  // 0: fires without a signal (SIGEV_NONE)
};

// What is left of it, as programs see it.
itimerspec to_itimerspec(const Timer& timer, std::int64_t now_ns);

// How often `timer` has come due by now; it is moved on.
std::uint64_t expire(Timer& timer, std::int64_t now_ns);

class Timers {
 public:
  static constexpr int kIntervalTimer = -1;  // ITIMER_REAL, which alarm(2) uses too

  // Arms or disarms; returns what was set before.
  Timer set(int id, const Timer& timer);
  int create(int signal);
  bool erase(int id);
  const Timer* find(int id) const;

  // The earliest deadline.
  std::optional<std::int64_t> next_ns() const;

  // A timer whose deadline has come: disarms it, or moves it on by its period; returns its signal.
  std::optional<int> fire(std::int64_t now_ns);

 private:
  std::map<int, Timer> timers_;
  int next_id_ = 0;
};

}  // namespace lockproof::world
