// World, the part in which actors are born and become other programs.
#include <fmt/format.h>
#include <linux/sched.h>
#include <sys/syscall.h>

#include <algorithm>
#include <memory>
#include <type_traits>
#include <utility>

#include "world/answer.h"
#include "world/implied_result.h"
#include "world/release.h"
#include "world/settle.h"
#include "world/watches.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;
using tracee::Stop;

namespace {

DescriptorTable standard_descriptors() {
  DescriptorTable table;
  for (int fd = 0; fd < 3; ++fd) {
    auto description = std::make_shared<Description>();
    description->kind = fd == 0 ? Description::Kind::outside : Description::Kind::log;
    description->path = fd == 0 ? "/dev/null" : fd == 1 ? "(stdout)" : "(stderr)";
    table.install(fd, std::move(description), false);
  }
  return table;
}

std::uint64_t clone_flags(const Actor& actor) {
  const Pending& pending = actor.pending;
  switch (pending.number) {
    case SYS_clone:
      return pending.arguments[0];
    case SYS_clone3:
      return actor.tracee.read<std::uint64_t>(pending.arguments[0]);
    case SYS_vfork:
      return CLONE_VFORK | CLONE_VM;
    default:
      return 0;
  }
}

// Where the kernel, at the end of the new thread, writes a zero and wakes a waiter; 0: nowhere.
std::uint64_t clear_at_exit(const Actor& parent, std::uint64_t flags) {
  if ((flags & CLONE_CHILD_CLEARTID) == 0) return 0;
  if (parent.pending.number == SYS_clone) return parent.pending.arguments[3];
  return parent.tracee.read<clone_args>(parent.pending.arguments[0]).child_tid;
}

}  // namespace

Actor& World::give_birth(tracee::Tracee tracee, Actor* parent, std::int32_t pid, bool same_process) {
  auto actor = std::make_unique<Actor>();
  actor->index = static_cast<std::int16_t>(actors_.size());
  actor->tracee = tracee;
  std::string name;
  if (parent == nullptr) {
    actor->process = std::make_shared<Process>(standard_descriptors());
    actor->process->directory = FileTree::kRoot;
    const auto of_actor = [&](const auto& values) {
      return actors_.size() < values.size() ? values[actors_.size()]
                                            : typename std::remove_cvref_t<decltype(values)>::value_type{};
    };
    actor->process->clock_offset_ns = of_actor(scene_.conditions.clock_skews).count();
    actor->process->clock_drift_ppm = of_actor(scene_.conditions.clock_drifts_ppm);
    name = std::to_string(actor->index + 1);
  } else {
    actor->parent = parent->index;
    const auto siblings = std::ranges::count(actors_, parent->index, [](const auto& other) { return other->parent; });
    name = fmt::format("{}.{}", trace_->actors[static_cast<std::size_t>(parent->index)].name, siblings + 1);
    if (same_process) {
      actor->process = parent->process;
      ++actor->process->threads;
    } else {
      actor->process = std::make_shared<Process>(parent->process->table);
      actor->process->directory = parent->process->directory;
      actor->process->clock_offset_ns = parent->process->clock_offset_ns;
      actor->process->clock_drift_ppm = parent->process->clock_drift_ppm;
      actor->process->other_program = parent->process->other_program;
    }
  }
  if (!same_process) {
    actor->process->pid = pid;
    actor->process->leader = actor->index;
  }
  trace_->actors.push_back({std::move(name), actor->parent, pid});
  actors_.push_back(std::move(actor));
  Actor& born = *actors_.back();
  record(born, Event::Kind::spawn);
  return born;
}

// Each step looks at every thread. More than any program under test needs (cf. RLIMIT_NPROC): a fork bomb ends here.
bool World::is_full() const {
  constexpr std::ptrdiff_t kThreadsMax = 256;
  return std::ranges::count_if(actors_, [](const auto& actor) { return actor->state != Actor::State::dead; }) >=
         kThreadsMax;
}

void World::born(Actor& parent, pid_t thread) {
  const std::uint64_t flags = clone_flags(parent);
  const tracee::Tracee tracee(thread);
  const Stop stop = tracee.wait();
  if (stop.gone()) return;
  const bool same_process = (flags & CLONE_THREAD) != 0;
  scene_.clouded |= (flags & (CLONE_PIDFD | CLONE_FILES)) != 0 && !same_process;
  if (!same_process && (flags & CLONE_VM) != 0 && (flags & CLONE_VFORK) == 0)
    scene_.does_not_model("processes that share memory (clone with CLONE_VM)");
  const std::int32_t pid = tracee.inner_pid();
  parent.pending.operation.result = pid;
  parent.pending.operation.accesses = {{{model::Object::Kind::process, static_cast<std::uint64_t>(pid), 0}, true}};
  record_operation(parent, Event::Kind::operation, parent.pending.operation);
  steps_without_effect_ = 0;
  Actor& child = give_birth(tracee, &parent, pid, same_process);
  if (same_process) child.clear_at_exit = clear_at_exit(parent, flags);
  if ((flags & CLONE_VFORK) != 0) parent.state = Actor::State::vforked;
  tracee.resume();
  run_until_parked(child);
}

void World::execed(Actor& actor) {
  bury_killed();  // exec has ended the other threads
  std::array<std::byte, 16> random{};
  fill_random(actor, scene_, random);
  actor.tracee.prepare_exec(random);
  become(actor);
  release_vforked(actor);
}

// Another program, as the world sees it.
void World::become(Actor& actor) {
  Pending& pending = actor.pending;
  scene_.clouded |= clouds_picture(pending);
  pending.operation.result = 0;
  tell_watchers_of_closing(*actor.process, pending.operation, scene_);
  settle_exec(actor, pending.operation);
  record_operation(actor, Event::Kind::operation, pending.operation);
  record(actor, Event::Kind::exec).text = pending.operation.path;
  steps_without_effect_ = 0;
  wake(pending.operation, &actor);
}

void World::release_vforked(Actor& child) {
  if (child.parent < 0) return;
  Actor& parent = at(child.parent);
  if (parent.state != Actor::State::vforked || !parent.tracee.stopped()) return;  // not stopped: killed with its child
  const bool another = std::ranges::any_of(actors_, [&](const auto& other) {
    return other->parent == parent.index && other.get() != &child && other->index > child.index;
  });
  if (another) return;  // the parent sleeps for a later child
  parent.tracee.resume();
  parent.state = Actor::State::ready;
  run_until_parked(parent);
}

}  // namespace lockproof::world
