// World, the part that lets one actor run: from a choice to its next visible call.
#include <fcntl.h>
#include <fmt/format.h>
#include <sys/file.h>
#include <sys/syscall.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <utility>

#include "lockproof/probe.h"
#include "world/answer.h"
#include "world/decode.h"
#include "world/implied_result.h"
#include "world/lock_circle.h"
#include "world/port_choice.h"
#include "world/proc_files.h"
#include "world/release.h"
#include "world/settle.h"
#include "world/signal_name.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;
using tracee::Stop;
namespace arch = tracee::arch;

namespace {

// What the kernel leaves as the result of a call that a signal (or our interruption) ended; never seen by programs.
constexpr long kRestartWithHandler = -512;     // ERESTARTSYS
constexpr long kRestartAlways = -513;          // ERESTARTNOINTR
constexpr long kRestartWithoutHandler = -514;  // ERESTARTNOHAND
constexpr long kRestartByBlock = -516;         // ERESTART_RESTARTBLOCK

bool was_interrupted(long result) {
  return result == kRestartWithHandler || result == kRestartAlways || result == kRestartWithoutHandler ||
         result == kRestartByBlock || result == -EINTR;
}

// A variant of the call that fails instead of sleeping; cheaper than interrupting it. -1: there is none.
int nonblocking_argument(const Pending& pending) {
  if (pending.number == SYS_flock) return 1;
  if (pending.number == SYS_wait4) return 2;
  return -1;
}

std::uint64_t nonblocking_flag(const Pending& pending) {
  return pending.number == SYS_flock ? LOCK_NB : WNOHANG;
}

bool would_have_slept(const Pending& pending, long result) {
  if (pending.number == SYS_flock) return result == -EWOULDBLOCK;
  if (pending.number == SYS_wait4) return result == 0 && (pending.arguments[2] & WNOHANG) == 0;
  return was_interrupted(result);
}

// The argument that holds the time-out, and whether it is a pointer.
struct TimeOutArgument {
  int index = -1;
  bool pointer = true;
};
TimeOutArgument time_out_argument(long number) {
  switch (number) {
    case SYS_poll:
      return {2, false};
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
      return {3, false};
    case SYS_ppoll:
    case SYS_rt_sigtimedwait:
      return {2};
    case SYS_pselect6:
    case SYS_select:
      return {4};
    case SYS_epoll_pwait2:
    case SYS_futex:
      return {3};
    default:
      return {};
  }
}

// Lets the call find its time-out expired. A zero is written below the stack's red zone.
void expire(const Actor& actor) {
  const TimeOutArgument argument = time_out_argument(actor.pending.number);
  if (argument.index < 0) return;
  if (!argument.pointer) return actor.tracee.set_argument(argument.index, 0);
  const std::uint64_t scratch = (actor.tracee.registers().rsp - 512) & ~std::uint64_t{15};
  actor.tracee.write(scratch, std::array<std::uint64_t, 2>{});
  actor.tracee.set_argument(argument.index, scratch);
}

// Lets the call wait without limit: it could see its time-out expire in the machine's time before it is interrupted.
void prolong(const Actor& actor) {
  const TimeOutArgument argument = time_out_argument(actor.pending.number);
  if (argument.index >= 0) actor.tracee.set_argument(argument.index, argument.pointer ? 0 : ~std::uint64_t{0});
}

// The one argument that is changed for the duration of the call; -1: none.
int changed_argument(const Actor& actor, bool may_block) {
  if (actor.cut_short) return 2;
  if (actor.looked_up) return actor.pending.row.flags;
  if (!may_block) return -1;
  const int nonblocking = nonblocking_argument(actor.pending);
  return nonblocking >= 0 || actor.deadline_ns < 0 ? nonblocking : time_out_argument(actor.pending.number).index;
}

}  // namespace

void World::run(Actor& actor) {
  switch (actor.state) {
    case Actor::State::asleep:
      return run_asleep(actor);
    case Actor::State::blocked:
      return run_blocked(actor);
    default:
      return perform(actor);
  }
}

// The call is not executed when its time has come; when a signal ends it, the kernel must see it.
void World::run_asleep(Actor& actor) {
  Pending& pending = actor.pending;
  if (actor.deadline_ns > scene_.clock.elapsed_ns()) {
    actor.signalled = false;
    if (!actor.tracee.signal_pending()) return record_operation(actor, Event::Kind::blocked, pending.operation);
    actor.tracee.resume_to_result();
    (void)actor.tracee.wait();
    write_time_left(actor, pending, actor.deadline_ns - scene_.clock.elapsed_ns());
    pending.operation.result = -EINTR;
  } else {
    skip(actor, 0);
    actor.deadline_ns = -1;
  }
  record_operation(actor, Event::Kind::operation, pending.operation);
  go_on(actor);
}

void World::run_blocked(Actor& actor) {
  actor.retry = false;
  if (actor.signalled) {
    actor.signalled = false;
    if (actor.tracee.signal_pending()) {  // the kernel decides: a handler and EINTR, a restart, death
      actor.tracee.resume();
      return run_until_parked(actor);
    }
  }
  arch::Registers registers = actor.tracee.registers();
  arch::rewind_call(registers, actor.pending.number);
  actor.tracee.set_registers(registers);
  const std::int64_t deadline_ns = actor.deadline_ns;
  actor.tracee.resume();
  run_until_parked(actor);
  if (actor.state != Actor::State::ready || actor.pending.treatment != Treatment::may_block) return;
  actor.deadline_ns = deadline_ns;
  locate(actor, scene_.files, actor.pending);
  execute(actor);
}

void World::perform(Actor& actor) {
  Pending& pending = actor.pending;
  if (pass(actor)) return;
  catch_up(actor);
  if (pending.row.effect == Effect::send_signal && pending.operation.flags != 0) catch_up_all();
  if (pending.row.effect == Effect::exit) return perform_exit(actor);
  locate(actor, scene_.files, pending);
  if (const Injection* injection = rules_.injections.empty() ? nullptr : certain_injection(actor))
    return inject(actor, *injection);
  if (meets_conditions(actor)) execute(actor);
}

void World::execute(Actor& actor) {
  Pending& pending = actor.pending;
  if (pending.row.effect == Effect::read && pending.row.data >= 0 && is_proc_file(pending.operation.path))
    return read_proc_file(actor);
  if (pending.row.effect == Effect::fork && is_full()) return refuse(actor, EAGAIN);
  if (pending.row.effect == Effect::timer_file_set || pending.row.effect == Effect::timer_file_get)
    return set_timer_file(actor);
  if (pending.row.effect == Effect::write && pending.description && pending.description->timer)
    return refuse(actor, EINVAL);
  if (prepare_socket(actor, scene_)) return perform_bind(actor);
  const bool may_block = pending.treatment == Treatment::may_block;
  if (may_block && actor.deadline_ns < 0) {
    const std::int64_t time_out = time_out_ns(actor, pending, scene_.clock.monotonic_ns(), realtime_ns(actor, scene_));
    if (time_out >= 0) actor.deadline_ns = scene_.clock.elapsed_ns() + time_out;
  }
  if (const auto result = implied_result(actor, actors_, scene_)) {
    actor.deadline_ns = -1;
    settle(actor, pending, *result, scene_);
    update_attribute_cache(actor);
    record_operation(actor, Event::Kind::operation, pending.operation);
    wake(pending.operation, &actor);
    return go_on(actor);
  }
  actor.waits_for_pid = may_wait_in_circle(actor) ? lock_holder(actor) : 0;
  const bool expired = actor.deadline_ns >= 0 && actor.deadline_ns <= scene_.clock.elapsed_ns();
  const Stop stop = resume_to_result(actor, may_block, expired);
  if (stop.gone()) return bury_killed();
  if (stop.kind == Stop::Kind::result) after_result(actor, expired);
}

// To any address, which is done.
void World::perform_bind(Actor& actor) {
  Pending& pending = actor.pending;
  settle(actor, pending, 0, scene_);
  const int error = std::exchange(actor.lost_reply_error, 0);
  if (error != 0) pending.operation.result = -error;
  record_operation(actor, Event::Kind::operation, pending.operation);
  wake(pending.operation, &actor);
  skip(actor, -error);
  go_on(actor);
}

// The machine's own contents would tell of what is outside of the world.
void World::read_proc_file(Actor& actor) {
  Pending& pending = actor.pending;
  Description& file = *pending.description;
  pending.operation.accesses.clear();
  if (file.contents.empty()) {
    file.contents = proc_file(file.path, actors_, scene_).value();
    pending.operation.accesses.push_back({{model::Object::Kind::outside, 0, 0}, false});
  }
  const std::string part = file.contents.substr(file.offset, pending.arguments[2]);
  file.offset += part.size();
  actor.tracee.write(pending.arguments[1], std::as_bytes(std::span(part)));
  pending.operation.result = static_cast<std::int64_t>(part.size());
  pending.operation.data = part.substr(0, part.find('\n'));
  record_operation(actor, Event::Kind::operation, pending.operation);
  skip(actor, static_cast<long>(part.size()));
  go_on(actor);
}

void World::refuse(Actor& actor, int error) {
  actor.pending.operation.result = -error;
  record_operation(actor, Event::Kind::operation, actor.pending.operation);
  skip(actor, -error);
  go_on(actor);
}

// The call at which the actor stands is not executed and returns `result`.
void World::skip(const Actor& actor, long result) {
  arch::Registers registers = actor.tracee.registers();
  arch::skip_call(registers, result);
  actor.tracee.set_registers(registers);
}

void World::go_on(Actor& actor) {
  actor.tracee.resume();
  run_until_parked(actor);
  keep_start_up(actor);
}

// Ends at the result, with the actor gone, or (kind created) with the actor suspended by vfork.
Stop World::resume_to_result(Actor& actor, bool may_block, bool expired) {
  const int nonblocking = may_block ? nonblocking_argument(actor.pending) : -1;
  const auto& arguments = actor.pending.arguments;
  if (actor.cut_short)
    actor.tracee.set_argument(2, std::max<std::uint64_t>(arguments[2] / 2, 1));
  else if (actor.looked_up)
    actor.tracee.set_argument(actor.pending.row.flags, actor.pending.operation.flags & ~std::uint64_t{O_EXCL});
  else if (nonblocking >= 0)
    actor.tracee.set_argument(nonblocking,
                              arguments[static_cast<std::size_t>(nonblocking)] | nonblocking_flag(actor.pending));
  else if (may_block && actor.deadline_ns >= 0)
    expired ? expire(actor) : prolong(actor);
  actor.tracee.resume_to_result();
  if (may_block && nonblocking < 0 && !expired) actor.tracee.interrupt();
  for (;;) {
    // The report of a new thread must not be taken for one of an old one.
    const Stop stop = actor.pending.row.effect == Effect::fork ? actor.tracee.wait() : wait(actor);
    switch (stop.kind) {
      case Stop::Kind::created:
        born(actor, static_cast<pid_t>(stop.value));
        if (actor.state == Actor::State::vforked) return stop;
        break;
      case Stop::Kind::exec:
        execed(actor);
        break;
      case Stop::Kind::result:
      case Stop::Kind::exited:
      case Stop::Kind::killed:
        return stop;
      default:
        break;
    }
    actor.tracee.resume_to_result();
  }
}

void World::after_result(Actor& actor, bool expired) {
  Pending& pending = actor.pending;
  long result = actor.tracee.result();
  const bool may_block = pending.treatment == Treatment::may_block;
  if (may_block && would_have_slept(pending, result) && closes_circle(actor, actors_))
    actor.tracee.set_result(result = -EDEADLK);
  if (const int changed = changed_argument(actor, may_block); changed >= 0)  // registers survive a call
    actor.tracee.set_argument(changed, pending.arguments[static_cast<std::size_t>(changed)]);
  actor.cut_short = actor.looked_up = false;
  if (may_block && !expired && would_have_slept(pending, result)) {
    if (!actor.signalled || !actor.tracee.signal_pending()) return block(actor);
    actor.signalled = false;  // a signal ended it: the kernel goes on from here
  } else {
    actor.deadline_ns = -1;
    if (pending.row.effect != Effect::exec && pending.row.effect != Effect::fork) {
      settle(actor, pending, result, scene_);
      update_attribute_cache(actor);
      if (const int error = std::exchange(actor.lost_reply_error, 0); error != 0) {
        pending.operation.result = -error;
        actor.tracee.set_result(-error);
      }
      record_operation(actor, Event::Kind::operation, pending.operation);
      wake(pending.operation, &actor);
    } else if (result < 0) {
      pending.operation.result = result;
      record_operation(actor, Event::Kind::operation, pending.operation);
    }
  }
  if (std::exchange(actor.torn, false)) return kill(actor);
  if (pending.row.effect == Effect::send_signal && result == 0 && pending.operation.flags != 0) {
    for (const auto& other : actors_) other->signalled = true;
    bury_killed();
    if (actor.state == Actor::State::dead) return;
  }
  go_on(actor);
}

// Parks the actor at the result, as if a signal had just ended its sleep: from there the kernel can deliver a
// signal with its own rules, and we can make the call again.
void World::block(Actor& actor) {
  if (nonblocking_argument(actor.pending) >= 0) actor.tracee.set_result(kRestartWithHandler);
  actor.state = Actor::State::blocked;
  actor.retry = false;
  actor.waits_for = waits_for(actor, actor.pending);
  for (const model::Object& awaited : actor.waits_for) actor.pending.operation.accesses.push_back({awaited, false});
  // What it is told depends on who has which lock and who waits, and what others are told on its waiting.
  if (may_wait_in_circle(actor)) {
    actor.pending.operation.accesses.push_back({{model::Object::Kind::record_lock, model::Object::kEvery, 0}, false});
    actor.pending.operation.accesses.push_back({{model::Object::Kind::record_lock, 0, 0}, true});
  }
  record_operation(actor, Event::Kind::blocked, actor.pending.operation);
}

void World::run_until_parked(Actor& actor) {
  for (;;) {
    const Stop stop = wait(actor);
    switch (stop.kind) {
      case Stop::Kind::call:
        if (park(actor)) return;
        break;
      case Stop::Kind::result: {
        Pending& pending = actor.pending;
        if (pending.row.effect == Effect::new_timer_file)
          for (int i = 0; i < 3; ++i) actor.tracee.set_argument(i, pending.arguments[static_cast<std::size_t>(i)]);
        settle_local(actor, actor.tracee.result());
        break;
      }
      case Stop::Kind::signal:
        deliver(actor, static_cast<int>(stop.value));
        break;
      case Stop::Kind::paused:
        if (stop.value == SIGSTOP || stop.value == SIGTSTP) scene_.does_not_model("stopping signals (job control)");
        actor.tracee.resume();
        break;
      case Stop::Kind::exited:
      case Stop::Kind::killed:
        return bury_killed();
      default:
        actor.tracee.resume();
        break;
    }
  }
}

// A call that is no step of its own. Others may be about to remove what it closes: that is noted with the step.
void World::settle_local(Actor& actor, long result) {
  const model::Operation& operation = actor.pending.operation;
  settle(actor, actor.pending, result, scene_);
  for (const model::Access& access : operation.accesses)
    if (access.object.kind == model::Object::Kind::openers) trace_->events.back().operation.accesses.push_back(access);
  note_local(actor, operation.result);
  actor.tracee.resume();
}

// At the entry of a call. Returns true if the actor stays there.
bool World::park(Actor& actor) {
  arch::Registers registers = actor.tracee.registers();
  if (arch::call_number(registers) == SYS_restart_syscall) {
    if (actor.pending.treatment != Treatment::may_block) {  // a sleep goes on
      actor.state = Actor::State::asleep;
      return true;
    }
    const auto& arguments = actor.pending.arguments;  // poll(2), which looks again
    arch::replace_call(registers, actor.pending.number, {arguments[0], arguments[1], arguments[2]});
    actor.tracee.set_registers(registers);
    actor.starts_again = true;
  }
  actor.pending = decode(actor, registers, scene_);
  hide_start_ups(actor.pending);
  actor.state = Actor::State::ready;
  actor.looked_up = false;
  switch (actor.pending.treatment) {
    case Treatment::visible:
    case Treatment::may_block:
      if (!std::exchange(actor.starts_again, false)) actor.deadline_ns = -1;
      return true;
    case Treatment::asleep:
      actor.deadline_ns = wake_up_ns(actor, actor.pending, scene_);
      if (actor.deadline_ns < 0) {
        actor.tracee.resume();  // EINVAL, says the kernel
        return false;
      }
      actor.pending.operation.value = actor.deadline_ns - scene_.clock.elapsed_ns();
      actor.state = Actor::State::asleep;
      return true;
    case Treatment::local:
      if (actor.pending.row.effect == Effect::new_timer_file) {
        make_timer_file(actor, registers);
      } else if (actor.pending.row.effect == Effect::close && actor.pending.description) {  // its result is known
        settle_local(actor, 0);
      } else {
        actor.tracee.resume_to_result();
      }
      return false;
    case Treatment::answered:
      answered(actor, registers);
      return false;
  }
  return false;
}

void World::answered(Actor& actor, arch::Registers registers) {
  const Pending& pending = actor.pending;
  const bool probe = pending.row.effect == Effect::look;
  note_answered(actor);
  if (probe) {
    std::string text = pending.operation.path.substr(sizeof LOCKPROOF_PROBE_ROOT - 1);
    if (const auto slash = text.find('/'); slash != std::string::npos) text[slash] = ' ';
    if (text.starts_with("enter ")) ++actor.process->sections;
    if (text.starts_with("leave ") && actor.process->sections > 0) --actor.process->sections;
    record(actor, Event::Kind::mark).text = std::move(text);
  } else if (pending.row.effect == Effect::write) {
    log(actor, pending.operation.data);
  }
  arch::skip_call(registers, answer(actor, pending, scene_));
  actor.tracee.set_registers(registers);
  actor.tracee.resume();
}

void World::log(Actor& actor, std::string_view text) {
  for (const char c : text) {
    if (c != '\n') {
      actor.log_line += c;
      continue;
    }
    record(actor, Event::Kind::log).text = std::exchange(actor.log_line, {});
  }
}

void World::deliver(Actor& actor, int signal) {
  const auto ticks = static_cast<std::uint64_t>(scene_.clock.monotonic_ns());
  if (signal == SIGSEGV && actor.tracee.emulate_time_stamp(ticks)) return actor.tracee.resume();
  actor.history = 0;
  Event& event = record(actor, Event::Kind::signal);
  event.operation.flags = static_cast<std::uint64_t>(signal);
  event.text = signal_name(signal);
  undo_interruption(actor, signal);
  actor.tracee.resume(signal);
}

// Who is not traced does not get a signal that it ignores. Most calls go on after one anyway; not those that end with
// EINTR whatever the signal does (signal(7)).
void World::undo_interruption(Actor& actor, int signal) {
  if (actor.pending.treatment != Treatment::may_block) return;
  arch::Registers registers = actor.tracee.registers();
  const bool ended_call = arch::call_number(registers) == actor.pending.number && actor.tracee.result() == -EINTR;
  if (!ended_call || !actor.tracee.ignores(signal) || actor.tracee.signal_pending()) return;
  arch::rewind_call(registers, actor.pending.number);
  actor.tracee.set_registers(registers);
  actor.starts_again = true;
}

}  // namespace lockproof::world
