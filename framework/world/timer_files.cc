// World, the part about timers that are read from descriptors (timerfd_create(2)). The real one would expire by the
// machine's clock. In its place stands an eventfd(2), which reads and polls as a timerfd does, and to which the world
// adds what has expired.
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/timerfd.h>

#include <algorithm>
#include <cerrno>
#include <system_error>
#include <utility>

#include "world/answer.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;
using model::Object;

namespace {

constexpr std::uint64_t kCreateFlags = TFD_CLOEXEC | TFD_NONBLOCK;
static_assert(kCreateFlags == (std::uint64_t{EFD_CLOEXEC} | EFD_NONBLOCK));

long reason_to_refuse(std::uint64_t clock, std::uint64_t flags) {
  switch (clock) {
    case CLOCK_REALTIME:
    case CLOCK_MONOTONIC:
    case CLOCK_BOOTTIME:
      return (flags & ~kCreateFlags) != 0 ? -EINVAL : 0;
    case CLOCK_REALTIME_ALARM:
    case CLOCK_BOOTTIME_ALARM:
      return -EPERM;  // they wake the machine
    default:
      return -EINVAL;
  }
}

bool is_time(const timespec& time) {
  return time.tv_sec >= 0 && time.tv_nsec >= 0 && time.tv_nsec < kSecondNs;
}

// The result of timerfd_settime(2) or timerfd_gettime(2). Tells the actor what was set.
long set(const Actor& actor, Scene& scene) try {
  const Pending& pending = actor.pending;
  const auto& arguments = pending.arguments;
  const bool sets = pending.row.effect == Effect::timer_file_set;
  const std::int64_t now_ns = scene.clock.elapsed_ns();
  Timer wanted;
  if (sets) {
    const auto given = actor.tracee.read<itimerspec>(arguments[2]);
    if (!is_time(given.it_value) || !is_time(given.it_interval)) return -EINVAL;
    if ((arguments[1] & ~std::uint64_t{TFD_TIMER_ABSTIME | TFD_TIMER_CANCEL_ON_SET}) != 0) return -EINVAL;
    wanted.period_ns = to_ns(given.it_interval);
    const bool realtime = pending.description && pending.description->timer_clock == CLOCK_REALTIME;
    const std::int64_t clock_ns = realtime ? realtime_ns(actor, scene) : scene.clock.monotonic_ns();
    const std::int64_t start_ns = (arguments[1] & TFD_TIMER_ABSTIME) != 0 ? now_ns - clock_ns : now_ns;
    // Before the start of the execution an absolute time may lie, but no deadline.
    if (to_ns(given.it_value) != 0) wanted.deadline_ns = std::max<std::int64_t>(start_ns + to_ns(given.it_value), 0);
  }
  if (!pending.description) return -EBADF;
  if (!pending.description->timer) return -EINVAL;
  Timer& timer = *pending.description->timer;
  const std::uint64_t old = arguments[sets ? 3 : 1];
  if (old != 0 || !sets) actor.tracee.write(old, to_itimerspec(timer, now_ns));
  if (!sets) return 0;
  timer = wanted;
  pending.description->timer_follows_clock =
      pending.description->timer_clock == CLOCK_REALTIME && (arguments[1] & TFD_TIMER_ABSTIME) != 0;
  actor.tracee.clear_event(pending.operation.fd);
  if (const std::uint64_t times = expire(timer, now_ns); times > 0)
    actor.tracee.add_to_event(pending.operation.fd, times);
  return 0;
} catch (const std::system_error& error) {
  return -error.code().value();
}

}  // namespace

// At the entry of timerfd_create(2).
void World::make_timer_file(Actor& actor, tracee::arch::Registers registers) {
  const auto& arguments = actor.pending.arguments;
  const long refusal = reason_to_refuse(arguments[0], arguments[1]);
  if (refusal != 0)
    tracee::arch::skip_call(registers, refusal);
  else
    tracee::arch::replace_call(registers, SYS_eventfd2, {0, arguments[1], 0});
  actor.tracee.set_registers(registers);
  refusal != 0 ? actor.tracee.resume() : actor.tracee.resume_to_result();
}

// Both calls: whoever looks at a timer sees who else has set it.
void World::set_timer_file(Actor& actor) {
  Pending& pending = actor.pending;
  model::Operation& operation = pending.operation;
  operation.result = set(actor, scene_);
  if (pending.description) operation.accesses = {{{Object::Kind::pipe, pending.description->id, 0}, true}};
  if (const int error = std::exchange(actor.lost_reply_error, 0); error != 0) operation.result = -error;
  record_operation(actor, Event::Kind::operation, operation);
  wake(operation, &actor);
  skip(actor, operation.result);
  go_on(actor);
}

// -1: nobody would notice. Whoever waits for anything at all may wait for a timer.
std::int64_t World::next_timer_file_ns() const {
  std::int64_t next_ns = -1;
  for (const auto& file : scene_.timer_files) {
    const DescriptionPtr description = file.lock();
    if (!description || description->holders == 0 || description->timer->deadline_ns < 0) continue;
    const Object own{Object::Kind::pipe, description->id, 0};
    const auto notices = [&](const Object& awaited) { return awaited.kind == Object::Kind::outside || awaited == own; };
    const bool is_awaited = std::ranges::any_of(actors_, [&](const auto& actor) {
      return actor->state == Actor::State::blocked && !is_paused(*actor) &&
             std::ranges::any_of(actor->waits_for, notices);
    });
    const std::int64_t deadline_ns = description->timer->deadline_ns;
    if (is_awaited && (next_ns < 0 || deadline_ns < next_ns)) next_ns = deadline_ns;
  }
  return next_ns;
}

void World::fire_timer_files() {
  for (const auto& file : scene_.timer_files) {
    const DescriptionPtr description = file.lock();
    const std::uint64_t times =
        description && description->holders > 0 ? expire(*description->timer, scene_.clock.elapsed_ns()) : 0;
    if (times == 0) continue;
    for (const auto& actor : actors_) {
      if (actor->state == Actor::State::dead || actor->state == Actor::State::ended) continue;
      const int fd = actor->process->table.find(*description);
      if (fd < 0) continue;
      actor->tracee.add_to_event(fd, times);
      break;
    }
    model::Operation expiry;
    expiry.accesses = {{{Object::Kind::pipe, description->id, 0}, true}};
    wake(expiry, nullptr);
  }
}

}  // namespace lockproof::world
