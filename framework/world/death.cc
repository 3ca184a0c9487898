// World, the part about ends: of threads, one by one, and of processes. The kernel reports the leader of a process
// last, when all of its other threads have been waited for; exec ends them too.
#include <sys/syscall.h>

#include <algorithm>
#include <stdexcept>

#include "world/release.h"
#include "world/signal_name.h"
#include "world/watches.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;
using tracee::Stop;

// As Tracee::wait, but takes in what else happens to the threads of the actor's process. When the actor is gone for
// another reason than its own exit(2), all of them are.
Stop World::wait(Actor& actor) {
  const bool alone = actor.process->threads == 1 && actor.process->leader == actor.index;
  const auto is_left = [&](const auto& other) {
    return other->process == actor.process && other->state != Actor::State::dead &&
           other->state != Actor::State::ended && !other->death;
  };
  for (;;) {
    const auto [thread, stop] =
        alone ? tracee::Report{actor.tracee.thread(), actor.tracee.wait()} : actor.tracee.wait_any();
    const auto found = std::ranges::find(actors_, thread, [](const auto& other) {
      return other->state == Actor::State::dead ? 0 : other->tracee.thread();
    });
    if (found == actors_.end()) throw tracee::Vanished("the stage is gone");
    Actor& reported = **found;
    if (stop.gone()) {
      reported.death = stop;
      if (std::ranges::none_of(actors_, is_left)) return *actor.death;
    } else if (&reported == &actor) {
      return stop;
    } else if (stop.kind == Stop::Kind::exec) {
      take_over(actor, reported);
      return stop;
    } else {
      reported.tracee.resume();
    }
  }
}

// A thread that executes a program gets the thread id of its leader, who is gone without a report.
void World::take_over(Actor& actor, Actor& leader) {
  actor.tracee = leader.tracee;
  actor.parent = leader.parent;
  actor.process->leader = actor.index;
  if (leader.state == Actor::State::ended)
    leader.state = Actor::State::dead;
  else
    leader.death = Stop{Stop::Kind::exited, 0};
}

void World::perform_exit(Actor& actor) {
  const Process& process = *actor.process;
  const bool whole_process = actor.pending.number == SYS_exit_group || process.threads == 1;
  if (actor.pending.number == SYS_exit_group && !process.other_program)
    for (const int fd : process.table.open_descriptors())
      if (fd > 2)
        trace_->residue.push_back({model::Residue::Kind::descriptor, actor.index, process.table.find(fd)->path});
  actor.tracee.resume();
  if (!whole_process && process.leader == actor.index) return leave_threads(actor);
  for (;;) {
    const Stop stop = whole_process ? wait(actor) : actor.tracee.wait();
    if (stop.gone()) {
      actor.death = stop;
      break;
    }
    actor.tracee.resume();
  }
  bury_killed();
}

void World::leave_threads(Actor& leader) {
  leader.state = Actor::State::ended;
  --leader.process->threads;
  record(leader, Event::Kind::exit).text = "exit 0";
}

void World::bury(Actor& actor, const Stop& stop) {
  if (!actor.log_line.empty()) log(actor, "\n");
  actor.state = Actor::State::dead;
  Event& event = record(actor, Event::Kind::exit);
  const bool killed = stop.kind == Stop::Kind::killed;
  event.operation.result = killed ? 128 + stop.value : stop.value;
  event.text = killed ? signal_name(static_cast<int>(stop.value)) : fmt::format("exit {}", stop.value);
  if (--actor.process->threads > 0) {
    event.operation.accesses = {{{model::Object::Kind::futex, actor.clear_at_exit, 0}, true}};
    return wake(model::Operation(event.operation), &actor);
  }
  for (const auto& leader : actors_) {
    if (leader->process != actor.process || leader->state != Actor::State::ended) continue;
    (void)leader->tracee.wait();
    leader->state = Actor::State::dead;
  }
  const std::int32_t parent_pid = actor.parent < 0 ? 0 : at(actor.parent).process->pid;
  tell_watchers_of_closing(*actor.process, event.operation, scene_);
  settle_exit(actor, parent_pid, event.operation);
  orphan(actor, event.operation);
  wake(model::Operation(event.operation), &actor);
  if (actor.parent >= 0) signalled(*at(actor.parent).process);  // SIGCHLD
  release_vforked(actor);
}

// The signals of prctl(2) PR_SET_PDEATHSIG have been sent by the kernel.
void World::orphan(const Actor& parent, model::Operation& end) {
  for (const auto& child : actors_) {
    if (child->parent != parent.index || child->state == Actor::State::dead) continue;
    const auto pid = static_cast<std::uint64_t>(child->process->pid);
    end.accesses.push_back({{model::Object::Kind::process, pid, 2}, true});
    if (child->told_of_parent_death) signalled(*child->process);
  }
}

// Whoever has left its stop without our doing has been killed. A leader is reported after its threads.
void World::bury_killed() {
  for (std::size_t i = actors_.size(); i-- > 0;) {
    Actor& actor = *actors_[i];
    if (actor.state == Actor::State::dead || actor.state == Actor::State::ended) continue;
    if (!actor.death && actor.tracee.stopped()) continue;
    while (!actor.death) {
      const Stop stop = actor.tracee.wait();
      if (stop.gone())
        actor.death = stop;
      else
        actor.tracee.resume();
    }
    bury(actor, *actor.death);
  }
}

// The kernel picks the thread.
void World::signalled(const Process& process) {
  for (const auto& actor : actors_)
    if (actor->process.get() == &process) actor->signalled = true;
}

}  // namespace lockproof::world
