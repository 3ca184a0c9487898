// World, the part that spares actors the start-up of their programs. An actor knows nothing but what its calls have
// told it. While all of that is known (its history), and equal to that of an actor of an earlier execution, it does the
// same next: then its process is left behind, at the entry of an exec, and a copy of the earlier one takes its place
// once it is to do something else.
#include <fmt/format.h>
#include <sys/syscall.h>
#include <xxhash.h>

#include <algorithm>
#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "tracee/server.h"
#include "tracee/stage.h"
#include "world/decode.h"
#include "world/implied_result.h"
#include "world/settle.h"
#include "world/status.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;

namespace {

constexpr std::size_t kSnapshotsMax = 64;
constexpr pid_t kLastSnapshotPid = 32000;  // below any pid_max, and above what an execution gets to
constexpr std::uint64_t kUnknown = 0;

std::uint64_t hash(const std::string& text) {
  return std::max<std::uint64_t>(XXH3_64bits(text.data(), text.size()), 1);
}

// All that a look has told, but for its result.
std::string shown_status(const Actor& actor) {
  const StatusArgument to = status_argument(actor.pending.number);
  if (to.index < 0) return "";
  std::string status(to.bytes, '\0');
  actor.tracee.read(actor.pending.arguments[static_cast<std::size_t>(to.index)],
                    std::as_writable_bytes(std::span(status)));
  return status;
}

// Whether an actor learns nothing from a visible call but its result and the bytes that its operation has.
bool tells_little(const Actor& actor, std::int64_t result) {
  const Pending& pending = actor.pending;
  switch (pending.row.effect) {
    case Effect::exec:
      return !pending.place.inside;
    case Effect::parent:
      return actor.parent < 0;
    case Effect::close:
      return true;
    case Effect::open:
    case Effect::look:
      return result < 0 || !actor.process->other_program;
    case Effect::read:
      return pending.row.data >= 0 && !actor.process->other_program;
    default:
      return false;
  }
}

// After a visible call that returns `result`; kUnknown: it may have told more.
std::uint64_t history_after(const Actor& actor, std::int64_t result, std::int64_t now_ns) {
  const Pending& pending = actor.pending;
  if (actor.history == kUnknown || !tells_little(actor, result)) return kUnknown;
  const bool looked = pending.row.effect == Effect::look && result >= 0;
  return hash(fmt::format("{:x} {} {:x} {:x} {}\n{}\n{:x} {} {}\n{}", actor.history, pending.number,
                          pending.operation.flags, pending.operation.value, result, pending.path,
                          pending.operation.data_hash, now_ns, actor.process->clock_offset_ns,
                          looked ? shown_status(actor) : ""));
}

// Whether all that a local call does is done to the process itself.
bool is_private(const Pending& pending) {
  switch (pending.row.effect) {
    case Effect::harmless:
    case Effect::open:
    case Effect::look:
    case Effect::list:
    case Effect::read:
    case Effect::seek:
    case Effect::map_memory:
    case Effect::close:
    case Effect::duplicate:
    case Effect::duplicate_to:
    case Effect::descriptor_control:
    case Effect::new_event:
    case Effect::device_control:
    case Effect::futex:
      return true;
    case Effect::process_control:
      return !clouds_picture(pending) && pending.number != SYS_setpgid && pending.number != SYS_setsid;
    default:
      return false;
  }
}

bool is_only_answered(const Pending& pending) {
  switch (pending.row.effect) {
    case Effect::clock_read:
    case Effect::gettimeofday:
    case Effect::time:
    case Effect::cpu_time:
    case Effect::random:
    case Effect::read:
    case Effect::cpu_number:
    case Effect::cpu_set:
    case Effect::no_call:
    case Effect::forbidden:
      return true;
    default:
      return false;
  }
}

bool changes_descriptors(const Pending& pending, long result) {
  switch (pending.row.effect) {
    case Effect::open:
    case Effect::new_event:
      return result >= 0;
    case Effect::close:
    case Effect::duplicate:
    case Effect::duplicate_to:
    case Effect::descriptor_control:
      return true;
    default:
      return false;
  }
}

// Of the actor's process alone: nobody ever waited at it, or sent anything. Programs try out so what the kernel can do.
bool closes_own_epoll(const Actor& actor) {
  const Pending& pending = actor.pending;
  return pending.row.effect == Effect::close && pending.description && pending.description->holders == 1 &&
         pending.description->path.starts_with("(epoll_create");
}

// What it has open, but for what its next call closes.
bool has_only_machine_files(const Actor& actor) {
  bool only = true;
  actor.process->table.for_each([&](const Description& description) {
    const bool is_harmless =
        description.kind == Description::Kind::log || description.kind == Description::Kind::outside;
    only &= is_harmless || (&description == actor.pending.description.get() && closes_own_epoll(actor));
  });
  return only;
}

// Whether a call may tell of other processes than those that the actors know.
bool looks_around(const Pending& pending) {
  const auto is_snapshot = [&](std::int32_t pid) {
    return pid <= kLastSnapshotPid && pid > kLastSnapshotPid - static_cast<std::int32_t>(kSnapshotsMax);
  };
  const auto first = static_cast<std::int32_t>(pending.arguments[0]);
  if (pending.row.effect == Effect::send_signal)
    return first == -1 || is_snapshot(static_cast<std::int32_t>(pending.operation.value));
  if (pending.row.effect == Effect::process_control || pending.row.effect == Effect::new_opaque)
    return is_snapshot(first) || pending.number == SYS_pidfd_open;
  if (pending.path.find("proc") == std::string::npos) return false;
  const std::string path = std::filesystem::path("/" + pending.path).lexically_normal();  // whatever it is relative to
  constexpr std::string_view kProcesses = "/proc";
  if (!path.starts_with(kProcesses)) return false;
  const char next = path.size() > kProcesses.size() + 1 ? path[kProcesses.size() + 1] : '\0';
  return path == kProcesses || path == "/proc/" || (path[kProcesses.size()] == '/' && next >= '0' && next <= '9');
}

}  // namespace

// Which part it plays, and as whom, is all that it knows at first.
void World::begin_history(Actor& actor) {
  if (!wants_start_ups_ || !start_ups_possible_) return;
  actor.history = hash(fmt::format("{} {} {}", actor.part, actor.index, actor.process->pid));
}

void World::note_visible(Actor& actor, Event::Kind kind, std::int64_t result) {
  actor.local_calls.clear();
  actor.history = kind == Event::Kind::operation ? history_after(actor, result, scene_.clock.elapsed_ns()) : kUnknown;
}

void World::note_local(Actor& actor, long result) {
  if (actor.history == kUnknown) return;
  if (!is_private(actor.pending)) actor.history = kUnknown;
  if (!changes_descriptors(actor.pending, result)) return;
  actor.local_calls.push_back({actor.pending, result});
  actor.local_calls.back().pending.description.reset();
}

void World::note_answered(Actor& actor) {
  if (actor.process->other_program && !is_only_answered(actor.pending)) actor.history = kUnknown;
}

// Of an actor that has just arrived at a visible call.
void World::keep_start_up(Actor& actor) {
  const Process& process = *actor.process;
  const bool possible = start_ups_possible_ && actor.history != kUnknown && process.other_program &&
                        process.threads == 1 && actor.state == Actor::State::ready && !actor.signalled &&
                        process.directory == FileTree::kRoot && has_only_machine_files(actor);
  if (!possible) return;
  spared_ = true;
  if (start_ups_.contains(actor.history) || start_ups_.size() >= kSnapshotsMax) return;
  try {
    const auto pid = kLastSnapshotPid - static_cast<pid_t>(start_ups_.size());
    StartUp start_up{.calls = std::move(actor.local_calls),
                     .next = actor.pending,
                     .random_draws = actor.random_draws,
                     .snapshot = {actor.tracee, pid}};
    start_up.next.description.reset();
    start_ups_.emplace(actor.history, std::move(start_up));
  } catch (const std::system_error&) {
    start_ups_possible_ = spared_ = false;  // the machine refuses that: programs start as ever
    actor.history = kUnknown;
  }
}

// The result of the actor's call, if it is known and the call would do nothing but to tell it.
std::optional<long> World::passing_result(const Actor& actor) const {
  switch (actor.pending.row.effect) {
    case Effect::exec:
      if (actor.pending.place.inside || actor.process->threads != 1 || !has_only_machine_files(actor))
        return std::nullopt;
      return 0;
    case Effect::parent:
      return 1;
    case Effect::close:
      return closes_own_epoll(actor) ? std::optional(0L) : std::nullopt;
    case Effect::open:
    case Effect::look: {
      const auto result = implied_result(actor, actors_, scene_);
      return result && *result < 0 ? result : std::nullopt;
    }
    default:
      return std::nullopt;
  }
}

// False: it is not known what the actor does next.
bool World::pass(Actor& actor) {
  const bool possible =
      actor.history != kUnknown && actor.state == Actor::State::ready && !actor.signalled && !scene_.clouded;
  if (!possible || start_ups_.empty()) return false;
  locate(actor, scene_.files, actor.pending);
  const auto result = passing_result(actor);
  if (!result) return false;
  const auto known = start_ups_.find(history_after(actor, *result, scene_.clock.elapsed_ns()));
  if (known == start_ups_.end()) return false;
  actor.deadline_ns = -1;
  if (actor.pending.row.effect == Effect::exec) {
    become(actor);
  } else {
    settle(actor, actor.pending, *result, scene_);
    record_operation(actor, Event::Kind::operation, actor.pending.operation);
    wake(actor.pending.operation, &actor);
  }
  run_ahead(actor, known->second);
  return true;
}

void World::run_ahead(Actor& actor, const StartUp& start_up) {
  const auto share = [&](Pending& pending) {
    if (pending.operation.fd >= 0) pending.description = actor.process->table.share(pending.operation.fd);
  };
  for (const LocalCall& call : start_up.calls) {
    Pending pending = call.pending;
    share(pending);
    settle(actor, pending, call.result, scene_);
  }
  actor.random_draws = start_up.random_draws;
  actor.pending = start_up.next;
  locate(actor, scene_.files, actor.pending);
  share(actor.pending);
  actor.looked_up = false;
  actor.ahead = &start_up;
  spared_ = true;
}

// What is left behind makes room.
void World::catch_up(Actor& actor) {
  const StartUp* start_up = std::exchange(actor.ahead, nullptr);
  if (start_up == nullptr || actor.state == Actor::State::dead) return;
  actor.tracee.kill();
  while (!actor.tracee.wait().gone()) actor.tracee.resume();
  try {
    actor.tracee = start_up->snapshot.copy(actor.process->pid, tracee::kWorldPath);
  } catch (const std::system_error& error) {
    throw tracee::Refused(fmt::format("{} (remedy: --start exec)", error.what()));
  }
}

void World::catch_up_all() {
  for (const auto& actor : actors_) catch_up(*actor);
}

void World::drop_start_ups() {
  catch_up_all();
  for (const auto& [history, start_up] : start_ups_) {
    try {
      start_up.snapshot.drop();
    } catch (const tracee::Vanished&) {  // with the stage
    }
  }
  start_ups_.clear();
}

// Nobody may see snapshots, or that a process is not the one that it was: where somebody looks, programs start as ever.
void World::hide_start_ups(const Pending& pending) {
  if (start_ups_.empty() || !looks_around(pending)) return;
  drop_start_ups();
  start_ups_possible_ = spared_ = false;
  for (const auto& actor : actors_) actor->history = kUnknown;
}

void World::forget() {
  drop_start_ups();
  start_ups_possible_ = true;
}

}  // namespace lockproof::world
