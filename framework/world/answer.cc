#include "world/answer.h"

#include <sched.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/times.h>

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <ctime>
#include <span>
#include <system_error>
#include <vector>

namespace lockproof::world {
namespace {

timeval to_timeval(std::int64_t ns) {
  return {ns / kSecondNs, ns % kSecondNs / 1000};
}

bool is_realtime(std::uint64_t clock) {
  return clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE || clock == CLOCK_TAI ||
         clock == CLOCK_REALTIME_ALARM;
}
bool is_monotonic(std::uint64_t clock) {
  return clock == CLOCK_MONOTONIC || clock == CLOCK_MONOTONIC_COARSE || clock == CLOCK_MONOTONIC_RAW ||
         clock == CLOCK_BOOTTIME || clock == CLOCK_BOOTTIME_ALARM;
}

std::int64_t clock_ns(const Actor& actor, std::uint64_t clock, const Scene& scene) {
  if (is_realtime(clock)) return realtime_ns(actor, scene);
  if (is_monotonic(clock)) return scene.clock.monotonic_ns();
  return scene.clock.elapsed_ns();  // CPU time: no computation costs any
}

// Writes through a pointer that may be null.
template <typename T>
void put(const Actor& actor, std::uint64_t address, const T& value) {
  if (address != 0) actor.tracee.write(address, value);
}

itimerval to_itimerval(const Timer& timer, std::int64_t now_ns) {
  const std::int64_t left_ns = timer.deadline_ns < 0 ? 0 : std::max<std::int64_t>(timer.deadline_ns - now_ns, 1000);
  return {.it_interval = to_timeval(timer.period_ns), .it_value = to_timeval(left_ns)};
}

long set_alarm(Actor& actor, const Pending& pending, const Scene& scene) {
  const std::int64_t now_ns = scene.clock.elapsed_ns();
  const auto seconds = static_cast<std::int64_t>(pending.arguments[0]);
  const Timer before = actor.process->timers.set(
      Timers::kIntervalTimer, {.deadline_ns = seconds == 0 ? -1 : now_ns + seconds * kSecondNs, .signal = SIGALRM});
  if (before.deadline_ns < 0) return 0;
  return std::max<long>(1, (before.deadline_ns - now_ns + kSecondNs / 2) / kSecondNs);
}

long set_interval_timer(Actor& actor, const Pending& pending, Scene& scene) {
  if (pending.arguments[0] != ITIMER_REAL) {
    scene.does_not_model("a timer of CPU time (setitimer)");
    return 0;
  }
  const std::int64_t now_ns = scene.clock.elapsed_ns();
  Timer timer{.signal = SIGALRM};
  if (pending.arguments[1] != 0) {
    const auto wanted = actor.tracee.read<itimerval>(pending.arguments[1]);
    timer.period_ns = to_ns(wanted.it_interval);
    if (to_ns(wanted.it_value) != 0) timer.deadline_ns = now_ns + to_ns(wanted.it_value);
  }
  const Timer before = actor.process->timers.set(Timers::kIntervalTimer, timer);
  put(actor, pending.arguments[2], to_itimerval(before, now_ns));
  return 0;
}

long get_interval_timer(Actor& actor, const Pending& pending, const Scene& scene) {
  const Timer* timer = actor.process->timers.find(Timers::kIntervalTimer);
  put(actor, pending.arguments[1], to_itimerval(timer != nullptr ? *timer : Timer{}, scene.clock.elapsed_ns()));
  return 0;
}

// The head of struct sigevent, as the kernel lays it out.
struct SignalEvent {
  std::uint64_t value;
  std::int32_t signal;
  std::int32_t notify;
};

long timer_create(Actor& actor, const Pending& pending, Scene& scene) {
  int signal = SIGALRM;
  if (pending.arguments[1] != 0) {
    const auto event = actor.tracee.read<SignalEvent>(pending.arguments[1]);
    signal = event.notify == SIGEV_NONE ? 0 : event.signal;
  }
  if (!is_realtime(pending.arguments[0]) && !is_monotonic(pending.arguments[0]))
    scene.does_not_model("a timer of CPU time (timer_create)");
  put(actor, pending.arguments[2], actor.process->timers.create(signal));
  return 0;
}

long timer_set(Actor& actor, const Pending& pending, const Scene& scene) {
  const auto id = static_cast<int>(pending.arguments[0]);
  const Timer* present = actor.process->timers.find(id);
  if (present == nullptr || pending.arguments[2] == 0) return -EINVAL;
  const auto wanted = actor.tracee.read<itimerspec>(pending.arguments[2]);
  const std::int64_t now_ns = scene.clock.elapsed_ns();
  Timer timer{.period_ns = to_ns(wanted.it_interval), .signal = present->signal};
  if (to_ns(wanted.it_value) != 0) {
    const bool absolute = (pending.arguments[1] & TIMER_ABSTIME) != 0;
    // Absolute times of both clocks start at a round number far above any interval.
    const bool realtime = to_ns(wanted.it_value) >= VirtualClock::kRealtimeStartNs / 2;
    const std::int64_t clock_now_ns = realtime ? realtime_ns(actor, scene) : scene.clock.monotonic_ns();
    const std::int64_t left_ns = to_ns(wanted.it_value) - (absolute ? clock_now_ns : 0);
    timer.deadline_ns = now_ns + std::max<std::int64_t>(left_ns, 0);
  }
  const Timer before = actor.process->timers.set(id, timer);
  put(actor, pending.arguments[3], to_itimerspec(before, now_ns));
  return 0;
}

long timer_get(Actor& actor, const Pending& pending, const Scene& scene) {
  const Timer* timer = actor.process->timers.find(static_cast<int>(pending.arguments[0]));
  if (timer == nullptr) return -EINVAL;
  put(actor, pending.arguments[1], to_itimerspec(*timer, scene.clock.elapsed_ns()));
  return 0;
}

long random_bytes(Actor& actor, std::uint64_t address, std::uint64_t size, const Scene& scene) {
  std::vector<std::byte> bytes(std::min<std::uint64_t>(size, 65536));
  fill_random(actor, scene, bytes);
  actor.tracee.write(address, bytes);
  return static_cast<long>(bytes.size());
}

long cpu_time(const Actor& actor, const Pending& pending, const Scene& scene) {
  if (pending.number == SYS_getrusage) {
    put(actor, pending.arguments[1], rusage{});
    return 0;
  }
  put(actor, pending.arguments[0], tms{});
  constexpr std::int64_t kTickNs = kSecondNs / 100;
  return scene.clock.monotonic_ns() / kTickNs;
}

// One CPU, as on the machine that the world pretends to be.
long cpu_set(const Actor& actor, const Pending& pending) {
  constexpr std::uint64_t kOnlyCpu0 = 1;
  if (pending.arguments[1] < sizeof kOnlyCpu0) return -EINVAL;
  put(actor, pending.arguments[2], kOnlyCpu0);
  return sizeof kOnlyCpu0;
}

long answer_checked(Actor& actor, const Pending& pending, Scene& scene) {
  const auto& arguments = pending.arguments;
  switch (pending.row.effect) {
    case Effect::look:
      return 0;  // a probe
    case Effect::write:
      return static_cast<long>(arguments[2]);
    case Effect::read:
      return random_bytes(actor, arguments[1], arguments[2], scene);
    case Effect::random:
      return random_bytes(actor, arguments[0], arguments[1], scene);
    case Effect::forbidden:
      return -EPERM;
    case Effect::no_call:
      return -ENOSYS;
    case Effect::clock_read:
      put(actor, arguments[1], to_timespec(clock_ns(actor, arguments[0], scene)));
      return 0;
    case Effect::gettimeofday:
      put(actor, arguments[0], to_timeval(clock_ns(actor, CLOCK_REALTIME, scene)));
      return 0;
    case Effect::time: {
      const std::int64_t now_s = clock_ns(actor, CLOCK_REALTIME, scene) / kSecondNs;
      put(actor, arguments[0], now_s);
      return now_s;
    }
    case Effect::cpu_time:
      return cpu_time(actor, pending, scene);
    case Effect::alarm:
      return set_alarm(actor, pending, scene);
    case Effect::set_interval_timer:
      return set_interval_timer(actor, pending, scene);
    case Effect::get_interval_timer:
      return get_interval_timer(actor, pending, scene);
    case Effect::timer_create:
      return timer_create(actor, pending, scene);
    case Effect::timer_set:
      return timer_set(actor, pending, scene);
    case Effect::timer_get:
      return timer_get(actor, pending, scene);
    case Effect::timer_overrun:
      return 0;
    case Effect::timer_delete:
      return actor.process->timers.erase(static_cast<int>(arguments[0])) ? 0 : -EINVAL;
    case Effect::cpu_number:
      put(actor, arguments[0], std::uint32_t{0});
      put(actor, arguments[1], std::uint32_t{0});
      return 0;
    case Effect::cpu_set:
      return cpu_set(actor, pending);
    default:
      return -ENOSYS;
  }
}

}  // namespace

std::int64_t realtime_ns(const Actor& actor, const Scene& scene) {
  const std::int64_t elapsed_us = scene.clock.elapsed_ns() / 1000;
  const std::int64_t drift_ns = elapsed_us * actor.process->clock_drift_ppm / 1000;
  return scene.clock.realtime_ns() + actor.process->clock_offset_ns + drift_ns;
}

long answer(Actor& actor, const Pending& pending, Scene& scene) {
  try {
    return answer_checked(actor, pending, scene);
  } catch (const std::system_error& error) {
    return -error.code().value();
  }
}

std::int64_t wake_up_ns(const Actor& actor, const Pending& pending, const Scene& scene) try {
  const bool with_clock = pending.row.effect == Effect::sleep_clock;
  const auto time = actor.tracee.read<timespec>(pending.arguments[with_clock ? 2 : 0]);
  if (time.tv_sec < 0 || time.tv_nsec < 0 || time.tv_nsec >= kSecondNs) return -EINVAL;
  const std::int64_t now_ns = scene.clock.elapsed_ns();
  if (!with_clock || (pending.arguments[1] & TIMER_ABSTIME) == 0) return now_ns + to_ns(time);
  return std::max(now_ns, now_ns + to_ns(time) - clock_ns(actor, pending.arguments[0], scene));
} catch (const std::system_error& error) {
  return -error.code().value();
}

void write_time_left(const Actor& actor, const Pending& pending, std::int64_t left_ns) {
  const bool with_clock = pending.row.effect == Effect::sleep_clock;
  if (with_clock && (pending.arguments[1] & TIMER_ABSTIME) != 0) return;
  put(actor, pending.arguments[with_clock ? 3 : 1], to_timespec(std::max<std::int64_t>(left_ns, 0)));
}

void fill_random(Actor& actor, const Scene& scene, std::span<std::byte> to) {
  // SplitMix64 (Steele, Lea, Flood 2014), started from seed, actor and number of the draw.
  std::uint64_t state = scene.seed ^ (static_cast<std::uint64_t>(actor.index) << 48U) ^ (++actor.random_draws << 20U);
  while (!to.empty()) {
    state += 0x9e3779b97f4a7c15ULL;
    std::uint64_t word = state;
    word = (word ^ (word >> 30U)) * 0xbf58476d1ce4e5b9ULL;
    word = (word ^ (word >> 27U)) * 0x94d049bb133111ebULL;
    word ^= word >> 31U;
    const std::size_t size = std::min(to.size(), sizeof word);
    std::memcpy(to.data(), &word, size);
    to = to.subspan(size);
  }
}

}  // namespace lockproof::world
