#include "world/timers.h"

#include <algorithm>
#include <utility>

#include "world/virtual_clock.h"

namespace lockproof::world {

itimerspec to_itimerspec(const Timer& timer, std::int64_t now_ns) {
  const std::int64_t left_ns = timer.deadline_ns < 0 ? 0 : std::max<std::int64_t>(timer.deadline_ns - now_ns, 1);
  return {.it_interval = to_timespec(timer.period_ns), .it_value = to_timespec(left_ns)};
}

std::uint64_t expire(Timer& timer, std::int64_t now_ns) {
  if (timer.deadline_ns < 0 || timer.deadline_ns > now_ns) return 0;
  if (timer.period_ns <= 0) {
    timer.deadline_ns = -1;
    return 1;
  }
  const std::int64_t times = 1 + (now_ns - timer.deadline_ns) / timer.period_ns;
  timer.deadline_ns += times * timer.period_ns;
  return static_cast<std::uint64_t>(times);
}

Timer Timers::set(int id, const Timer& timer) {
  return std::exchange(timers_[id], timer);
}

int Timers::create(int signal) {
  timers_[next_id_] = {.signal = signal};
  return next_id_++;
}

bool Timers::erase(int id) {
  return timers_.erase(id) != 0;
}

const Timer* Timers::find(int id) const {
  const auto found = timers_.find(id);
  return found == timers_.end() ? nullptr : &found->second;
}

std::optional<std::int64_t> Timers::next_ns() const {
  std::optional<std::int64_t> next;
  for (const auto& [id, timer] : timers_)
    if (timer.deadline_ns >= 0 && (!next || timer.deadline_ns < *next)) next = timer.deadline_ns;
  return next;
}

std::optional<int> Timers::fire(std::int64_t now_ns) {
  for (auto& [id, timer] : timers_) {
    if (timer.deadline_ns < 0 || timer.deadline_ns > now_ns) continue;
    timer.deadline_ns = timer.period_ns > 0 ? timer.deadline_ns + timer.period_ns : -1;
    return timer.signal;
  }
  return std::nullopt;
}

}  // namespace lockproof::world
