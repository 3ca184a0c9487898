// World, the part that makes faults happen.
#include <fcntl.h>
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

bool is_kernel_lock(const Description& description) {
  return description.flock || description.record_lock;
}

// The locks of a process can be taken from it only where it can be made to do so, and no signal comes first.
bool holds_kernel_lock(const Actor& actor) {
  bool holds =
      actor.state == Actor::State::ready && !actor.process->record_locks.empty() && !actor.tracee.signal_pending();
  actor.process->table.for_each([&](const Description& description) { holds |= is_kernel_lock(description); });
  return holds;
}

// The record locks of the actor's process on what it has open as `fd`. What is written lies below the stack's red zone.
void drop_record_locks(const Actor& actor, int fd) {
  struct flock unlock {};
  unlock.l_type = F_UNLCK;
  const std::uint64_t scratch = (actor.tracee.registers().rsp - 512) & ~std::uint64_t{15};
  actor.tracee.write(scratch, unlock);
  actor.tracee.call_first(SYS_fcntl, {static_cast<std::uint64_t>(fd), F_SETLK, scratch});
}

std::string seconds_text(std::chrono::nanoseconds duration) {
  return fmt::format("{:g} s", static_cast<double>(duration.count()) / 1e9);
}

}  // namespace

void World::offer(Choice::Kind kind, const Actor& actor, std::size_t value) {
  choices_.push_back({kind, static_cast<std::uint16_t>(actor.index), static_cast<std::uint16_t>(value)});
}

void World::offer_at(Choice::Kind kind, const Actor& actor, const Standing& standing,
                     const std::vector<FilterRule>& rules) {
  for (std::size_t i = 0; i < rules.size(); ++i)
    if (rules[i].matches(standing)) offer(kind, actor, i);
}

// The scenario's own actors are struck, not what they start: killing a wrapper is not killing its body. Only pauses
// stop that, too, and system calls fail to anybody.
void World::offer_faults() {
  const auto offer_to = [&](Choice::Kind kind, const std::vector<FilterRule>& rules, auto may_strike) {
    if (rules.empty()) return;
    for (const auto& actor : actors_)
      if (actor->parent < 0 && !is_spared(*actor) && may_strike(*actor))
        offer_at(kind, *actor, standing_of(*actor), rules);
  };
  const auto is_alive = [](const Actor& actor) { return actor.state != Actor::State::dead; };
  offer_to(Choice::Kind::kill, rules_.kills, is_alive);
  offer_to(Choice::Kind::kill_tree, rules_.tree_kills, is_alive);
  offer_to(Choice::Kind::signal, rules_.signals, is_alive);
  offer_to(Choice::Kind::pause, rules_.pauses,
           [&](const Actor& actor) { return is_alive(actor) && actor.paused_until_ns < 0; });
  offer_to(Choice::Kind::step_clock, rules_.clock_steps, is_alive);
  offer_to(Choice::Kind::lose_locks, rules_.lock_losses,
           [&](const Actor& actor) { return is_alive(actor) && holds_kernel_lock(actor); });
  for (std::size_t i = 0; i < rules_.injections.size(); ++i)
    for (const auto& actor : actors_)
      if (!rules_.injections[i].is_certain() && actor->state == Actor::State::ready && can_run(*actor) &&
          !is_spared(*actor) && rules_.injections[i].filter().matches(standing_of(*actor)))
        offer(Choice::Kind::fail, *actor, i);
  if (!scene_.conditions.containers && (scene_.conditions.check.empty() || check_))
    offer_to(Choice::Kind::reuse_pid, rules_.pid_reuses, [&](const Actor& actor) { return is_pid_free(actor); });
}

Standing World::standing_of(const Actor& actor) const {
  const Actor& root = root_of(actor);
  const auto is_inside = [&](const auto& other) {
    const bool counts = other.get() == &actor || (other->state != Actor::State::dead && &root_of(*other) == &root);
    return counts && other->process->sections > 0;
  };
  const bool stands = actor.state != Actor::State::vforked && actor.state != Actor::State::ended;
  return {.actor = root.part,
          .inside = std::ranges::any_of(actors_, is_inside),
          .operation = stands && actor.pending.number >= 0 ? &actor.pending.operation : nullptr};
}

// The scenario's actor that this one is or descends from.
const Actor& World::root_of(const Actor& actor) const {
  const Actor* root = &actor;
  while (root->parent >= 0) root = actors_[static_cast<std::size_t>(root->parent)].get();
  return *root;
}

// A pause stops an actor with its threads and all that it has started, as a container that is frozen.
bool World::is_paused(const Actor& actor) const {
  return root_of(actor).paused_until_ns > scene_.clock.elapsed_ns();
}

// As long as one of its process group lives, nobody gets the PID of its first process.
bool World::is_pid_free(const Actor& actor) const {
  return !actor.pid_reused && std::ranges::none_of(actors_, [&](const auto& other) {
    return other->state != Actor::State::dead && &root_of(*other) == &actor;
  });
}

// The check, and what it starts.
bool World::is_spared(const Actor& actor) const {
  return root_of(actor).part == 0;
}

void World::strike(const Choice& choice) {
  Actor& actor = at(static_cast<std::int16_t>(choice.actor));
  steps_without_effect_ = 0;
  if (choice.kind != Choice::Kind::kill && choice.kind != Choice::Kind::kill_tree) catch_up(actor);
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
    case Choice::Kind::lose_locks:
      return lose_locks(actor);
    case Choice::Kind::fail:
      return inject(actor, rules_.injections.at(choice.value).injection());
    case Choice::Kind::reuse_pid:
      return reuse_pid(actor, faults_.pid_reuses.at(choice.value).by_worker);
    default:
      return;
  }
}

void World::kill(Actor& actor) {
  actor.tracee.kill();
  bury_killed();
}

void World::kill_tree(Actor& actor) {
  const Actor& root = root_of(actor);
  for (const auto& other : actors_)
    if (other->state != Actor::State::dead && &root_of(*other) == &root) other->tracee.kill();
  bury_killed();
}

void World::pause(Actor& actor, std::chrono::nanoseconds duration) {
  actor.paused_until_ns = scene_.clock.elapsed_ns() + duration.count();
  record(actor, Event::Kind::fault).text = "paused for " + seconds_text(duration);
}

void World::step_clock(Actor& actor, std::chrono::nanoseconds by) {
  actor.process->clock_offset_ns += by.count();
  for (const auto& file : scene_.timer_files)
    if (const DescriptionPtr timer = file.lock(); timer && timer->holders > 0 && timer->timer_follows_clock)
      scene_.does_not_model("a timer at an absolute time of a clock that is stepped (timerfd)");
  record(actor, Event::Kind::fault).text = "clock stepped by " + seconds_text(by);
}

void World::lose_locks(Actor& actor) {
  model::Event& event = record(actor, Event::Kind::fault);
  event.text = "its kernel locks are gone";
  for (const int fd : actor.process->table.open_descriptors()) {
    Description& description = *actor.process->table.find(fd);
    const bool is_record =
        actor.state == Actor::State::ready && actor.process->record_locks.erase(description.node) != 0;
    if (is_record) drop_record_locks(actor, fd);
    if (is_kernel_lock(description)) actor.tracee.drop_locks(fd);
    if (!is_record && !is_kernel_lock(description)) continue;
    for (const auto kind : {model::Object::Kind::flock, model::Object::Kind::record_lock})
      event.operation.accesses.push_back({{kind, description.node, 0}, true});
    description.flock = description.record_lock = false;
  }
  const model::Operation released = event.operation;  // whoever is woken adds events
  wake(released, &actor);
}

void World::reuse_pid(Actor& actor, bool by_worker) {
  const std::int32_t pid = actor.process->pid;
  actor.pid_reused = true;
  actor.pid_is_a_strangers = !by_worker;
  const std::string heir =
      by_worker ? fmt::format("worker {}, who is started in its place", actors_.size() + 1) : "an unrelated process";
  record(actor, Event::Kind::fault).text = fmt::format("PID {} belongs to {} now", pid, heir);
  const tracee::Tracee tracee = stage_.spawn_heir(pid, by_worker ? actor.part : 0);
  if (!by_worker) return bystanders_.push_back(tracee);
  Actor& worker = give_birth(tracee, nullptr, pid, false);
  worker.part = actor.part;
  begin_history(worker);
  worker.process->clock_offset_ns = actor.process->clock_offset_ns;
  worker.process->clock_drift_ppm = actor.process->clock_drift_ppm;
  start(worker);
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
  if (is_spared(actor)) return nullptr;
  actor.process->matching_calls.resize(rules_.injections.size());
  const Standing standing = standing_of(actor);
  const Injection* striking = nullptr;
  for (std::size_t i = 0; i < rules_.injections.size(); ++i) {
    const InjectionRule& rule = rules_.injections[i];
    if (!rule.is_certain() || !rule.filter().matches(standing)) continue;
    if (rule.strikes_at(++actor.process->matching_calls[i])) striking = &rule.injection();
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
    case Injection::How::tear:
      record(actor, Event::Kind::fault).text = "the next call transfers half, and then SIGKILL strikes";
      actor.cut_short = actor.torn = true;
      return execute(actor);
    case Injection::How::fail:
      break;
  }
  record(actor, Event::Kind::fault).text = fmt::format("{} is injected", error);
  refuse(actor, injection.error);
}

}  // namespace lockproof::world
