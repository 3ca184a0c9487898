// World, the part that makes faults happen.
#include <fmt/format.h>
#include <sys/syscall.h>

#include <algorithm>
#include <csignal>
#include <cstring>

#include "world/answer.h"
#include "world/world.h"

namespace lockproof::world {

using model::Choice;
using model::Event;
namespace arch = tracee::arch;

namespace {

std::string seconds_text(std::chrono::nanoseconds duration) {
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1e9);
}

bool is_in(Phase phase, const Actor& actor) {
  return phase == Phase::any || (phase == Phase::inside) == (actor.process->sections > 0);
}

}  // namespace

void World::offer(Choice::Kind kind, const Actor& actor, std::size_t value) {
  choices_.push_back({kind, static_cast<std::uint16_t>(actor.index), static_cast<std::uint16_t>(value)});
}

// The scenario's own actors are struck, not what they start: killing a wrapper is not killing its body.
template <typename Offer>
void World::for_own(bool alive, Offer offer_to) {
  for (const auto& actor : actors_)
    if (actor->parent < 0 && (actor->state != Actor::State::dead) == alive) offer_to(*actor);
}

void World::offer_faults() {
  if (faults_.kills > 0) for_own(true, [&](const Actor& actor) { offer(Choice::Kind::kill, actor, 0); });
  if (faults_.tree_kills > 0) for_own(true, [&](const Actor& actor) { offer(Choice::Kind::kill_tree, actor, 0); });
  for (std::size_t i = 0; i < faults_.signals.size(); ++i)
    for_own(true, [&](const Actor& actor) { offer(Choice::Kind::signal, actor, i); });
  for (std::size_t i = 0; i < faults_.pauses.size(); ++i)
    for_own(true, [&](const Actor& actor) {
      if (actor.paused_until_ns < 0 && is_in(faults_.pauses[i].phase, actor)) offer(Choice::Kind::pause, actor, i);
    });
  for (std::size_t i = 0; i < faults_.clock_steps.size(); ++i)
    for_own(true, [&](const Actor& actor) { offer(Choice::Kind::step_clock, actor, i); });
  for (std::size_t i = 0; i < injections_.size(); ++i)
    for (const auto& actor : actors_)
      if (!injections_[i].is_certain() && actor->state == Actor::State::ready && can_run(*actor) &&
          injections_[i].matches(actor->pending.operation, root_of(*actor)))
        offer(Choice::Kind::fail, *actor, i);
  if (faults_.pid_reuses > 0)
    for_own(false, [&](const Actor& actor) {
      if (!actor.pid_reused) offer(Choice::Kind::reuse_pid, actor, 0);
    });
}

// Number, from 1, of the scenario's actor that this one is or descends from.
int World::root_of(const Actor& actor) const {
  const Actor* root = &actor;
  while (root->parent >= 0) root = actors_[static_cast<std::size_t>(root->parent)].get();
  return root->index + 1;
}

void World::strike(const Choice& choice) {
  Actor& actor = at(static_cast<std::int16_t>(choice.actor));
  steps_without_effect_ = 0;
  switch (choice.kind) {
    case Choice::Kind::kill:
      return kill(actor);
    case Choice::Kind::kill_tree:
      return kill_tree(actor);
    case Choice::Kind::signal:
      return send_signal(actor, faults_.signals.at(choice.value).number);
    case Choice::Kind::pause:
      return pause(actor, faults_.pauses.at(choice.value).duration);
    case Choice::Kind::step_clock:
      return step_clock(actor, faults_.clock_steps.at(choice.value).by);
    case Choice::Kind::fail:
      return inject(actor, injections_.at(choice.value).injection());
    case Choice::Kind::reuse_pid:
      return reuse_pid(actor);
    default:
      return;
  }
}

void World::kill(Actor& actor) {
  actor.tracee.kill();
  bury_killed();
}

void World::kill_tree(Actor& actor) {
  const int root = root_of(actor);
  for (const auto& other : actors_)
    if (other->state != Actor::State::dead && root_of(*other) == root) other->tracee.kill();
  bury_killed();
}

void World::pause(Actor& actor, std::chrono::nanoseconds duration) {
  actor.paused_until_ns = scene_.clock.elapsed_ns() + duration.count();
  record(actor, Event::Kind::fault).text = "paused for " + seconds_text(duration);
}

void World::step_clock(Actor& actor, std::chrono::nanoseconds by) {
  actor.process->clock_offset_ns += by.count();
  record(actor, Event::Kind::fault).text = "clock stepped by " + seconds_text(by);
}

void World::reuse_pid(Actor& actor) {
  bystanders_.push_back(stage_.spawn_bystander(actor.process->pid));
  actor.pid_reused = true;
  record(actor, Event::Kind::fault).text =
      fmt::format("PID {} belongs to an unrelated process now", actor.process->pid);
}

// Delivered at once, as if it had come from nowhere between two instructions.
void World::send_signal(Actor& actor, int signal) {
  record(actor, Event::Kind::fault).text = fmt::format("SIG{} is sent", sigabbrev_np(signal));
  ::kill(actor.tracee.thread(), signal);
  switch (actor.state) {
    case Actor::State::ready: {  // the call has not begun: it comes after the handler
      arch::Registers registers = actor.tracee.registers();
      arch::rewind_call(registers, actor.pending.number);
      actor.tracee.set_registers(registers);
      actor.tracee.resume();
      return run_until_parked(actor);
    }
    case Actor::State::blocked:
      actor.signalled = true;
      return run_blocked(actor);
    case Actor::State::asleep:
      actor.signalled = true;
      return run_asleep(actor);
    case Actor::State::vforked:
    case Actor::State::ended:
    case Actor::State::dead:
      return;
  }
}

// The injection that strikes the call at which the actor stands without being chosen.
const Injection* World::certain_injection(Actor& actor) {
  actor.process->matching_calls.resize(injections_.size());
  const Injection* striking = nullptr;
  for (std::size_t i = 0; i < injections_.size(); ++i) {
    if (!injections_[i].is_certain() || !injections_[i].matches(actor.pending.operation, root_of(actor))) continue;
    if (injections_[i].strikes_at(++actor.process->matching_calls[i])) striking = &injections_[i].injection();
  }
  return striking;
}

void World::inject(Actor& actor, const Injection& injection) {
  const char* error = injection.error != 0 ? strerrorname_np(injection.error) : "";
  switch (injection.how) {
    case Injection::How::lose_reply:
      record(actor, Event::Kind::fault).text = fmt::format("the next call is done, but returns {}", error);
      actor.lost_reply_error = injection.error;
      return execute(actor);
    case Injection::How::cut_short:
      record(actor, Event::Kind::fault).text = "the next call transfers half";
      actor.cut_short = true;
      return execute(actor);
    case Injection::How::fail:
      break;
  }
  record(actor, Event::Kind::fault).text = fmt::format("{} is injected", error);
  skip(actor, -injection.error);
  actor.pending.operation.result = -injection.error;
  record_operation(actor, Event::Kind::operation, actor.pending.operation);
  go_on(actor);
}

}  // namespace lockproof::world
