// World, the part that makes the conditions of an execution hold.
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <span>

#include "world/proc_files.h"
#include "world/settle.h"
#include "world/status.h"
#include "world/world.h"

namespace lockproof::world {

using model::Event;

namespace {

// Those with struct stat are as good as one another.
long kind_of_look(long number) {
  return number == SYS_stat || number == SYS_lstat ? SYS_newfstatat : number;
}

bool only_looks(const Pending& pending) {
  const int mode = pending.number == SYS_access ? 1 : 2;
  return status_argument(pending.number).index < 0 && pending.arguments[static_cast<std::size_t>(mode)] == F_OK;
}

bool changes_file(const model::Access& access) {
  using Kind = model::Object::Kind;
  const Kind kind = access.object.kind;
  return access.write && (kind == Kind::dentry || kind == Kind::data || kind == Kind::attributes);
}

bool looks_at_path(const Pending& pending) {
  return pending.row.effect == Effect::look && pending.place.inside && !pending.place.name.empty() &&
         !pending.description;
}

bool creates_exclusively(const Pending& pending) {
  constexpr std::uint64_t kExclusive = O_CREAT | O_EXCL;
  return pending.row.effect == Effect::open && pending.row.flags >= 0 &&
         (pending.operation.flags & kExclusive) == kExclusive && pending.place.inside && pending.place.directory != 0;
}

// The directories in which the call would make or remove a name. What it cannot do anyway fails for that reason.
std::vector<NodeId> directories_changed(const Pending& pending) {
  const Place& place = pending.place;
  const Place& place2 = pending.place2;
  const bool makes = place.node == 0;
  switch (pending.row.effect) {
    case Effect::open:
      if ((pending.operation.flags & O_TMPFILE) == O_TMPFILE) return {place.node};
      if (makes && (pending.operation.flags & O_CREAT) != 0) return {place.directory};
      return {};
    case Effect::make_directory:
    case Effect::make_node:
      if (makes) return {place.directory};
      return {};
    case Effect::remove_file:
    case Effect::remove_directory:
      if (!makes) return {place.directory};
      return {};
    case Effect::rename:
      if (!makes) return {place.directory, place2.directory};
      return {};
    case Effect::link:
    case Effect::symlink:
      if (place2.node == 0) return {place2.directory};
      return {};
    default:
      return {};
  }
}

}  // namespace

// Before a call is executed. False: it has been dealt with.
bool World::meets_conditions(Actor& actor) {
  if (may_not_signal(actor)) {
    skip(actor, -EPERM);
    settle(actor, actor.pending, -EPERM, scene_);
    record_operation(actor, Event::Kind::operation, actor.pending.operation);
    go_on(actor);
    return false;
  }
  if (may_not_name(actor)) {
    inject(actor, {.error = EACCES});
    return false;
  }
  return !show_cached(actor) && !look_up_first(actor);
}

// kill(2) of another user's process.
bool World::may_not_signal(const Actor& actor) const {
  if (!scene_.conditions.users || actor.pending.row.effect != Effect::send_signal) return false;
  const auto is_target = [&](const auto& other) {
    const bool exists = other->state != Actor::State::dead || other->pid_is_a_strangers;
    return exists && other->process->pid == actor.pending.operation.value &&
           (other->pid_is_a_strangers || &root_of(*other) != &root_of(actor));
  };
  return !scene_.conditions.containers && std::ranges::any_of(actors_, is_target);
}

bool World::may_not_name(const Actor& actor) const {
  if (scene_.conditions.planted.empty()) return false;
  const std::vector<NodeId> changed = directories_changed(actor.pending);
  return std::ranges::any_of(scene_.conditions.planted, [&](const PlantedPath& planted) {
    if (planted.kind != PlantedPath::Kind::read_only) return false;
    const NodeId directory = scene_.files.resolve(FileTree::kRoot, planted.path, true).node;
    return directory != 0 && std::ranges::find(changed, directory) != changed.end();
  });
}

// The first half of an exclusive create that is not atomic: a step of its own.
bool World::look_up_first(Actor& actor) {
  const Pending& pending = actor.pending;
  if (!scene_.conditions.nonatomic_create || actor.looked_up || !creates_exclusively(pending) ||
      pending.place.node != 0)
    return false;
  actor.looked_up = true;
  Pending lookup = pending;
  settle(actor, lookup, -ENOENT, scene_);
  Event& event = record(actor, Event::Kind::fault);
  event.text = "has looked " + pending.operation.path + " up, found nothing, and creates it next";
  event.operation.accesses = lookup.operation.accesses;
  return true;
}

bool World::show_cached(Actor& actor) {
  Pending& pending = actor.pending;
  if (scene_.conditions.attribute_cache.count() == 0 || !looks_at_path(pending)) return false;
  const AttributeCache::Seen* seen = scene_.attribute_cache.find(
      root_of(actor).part, pending.place, kind_of_look(pending.number), only_looks(pending), scene_.clock.elapsed_ns());
  if (seen == nullptr) return false;
  if (const StatusArgument to = status_argument(pending.number); to.index >= 0 && seen->result == 0)
    actor.tracee.write(pending.arguments[static_cast<std::size_t>(to.index)], std::span(seen->status));
  pending.operation.result = seen->result;
  skip(actor, seen->result);
  record_operation(actor, Event::Kind::operation, pending.operation);
  go_on(actor);
  return true;
}

// After a call was executed. Opening a file asks the server (close-to-open consistency), and what a client changes
// itself it knows.
void World::update_attribute_cache(Actor& actor) {
  if (scene_.conditions.attribute_cache.count() == 0) return;
  const Pending& pending = actor.pending;
  if (std::ranges::any_of(pending.operation.accesses, changes_file)) scene_.attribute_cache.forget(root_of(actor).part);
  if (pending.row.effect == Effect::open && pending.place.inside) note_opened(actor);
  if (!looks_at_path(pending)) return;
  const long result = pending.operation.result;
  std::vector<std::byte> status;
  if (const StatusArgument from = status_argument(pending.number); from.index >= 0 && result == 0) {
    status.resize(from.bytes);
    actor.tracee.read(pending.arguments[static_cast<std::size_t>(from.index)], status);
  }
  note_seen(actor, {.number = kind_of_look(pending.number), .result = result, .status = std::move(status)});
}

void World::note_seen(const Actor& actor, AttributeCache::Seen seen) {
  seen.until_ns = scene_.clock.elapsed_ns() + scene_.conditions.attribute_cache.count();
  scene_.attribute_cache.note(root_of(actor).part, actor.pending.place, std::move(seen));
}

// What the server has said of the file when it was opened.
void World::note_opened(const Actor& actor) {
  const Pending& pending = actor.pending;
  scene_.attribute_cache.forget(root_of(actor).part, pending.place);
  const std::filesystem::path path = stage_.world() / std::filesystem::path(pending.operation.path);
  struct stat status {};
  if (pending.operation.result < 0 || lstat(path.c_str(), &status) != 0) return;
  const NodeId node = scene_.files.resolve(FileTree::kRoot, pending.operation.path, false).node;
  if (node == 0) return;
  show_as(status, {kWorldDevice, scene_.files.at(node).inode}, scene_.files.at(node));
  const auto bytes = std::as_bytes(std::span(&status, 1));
  note_seen(actor, {.number = SYS_newfstatat, .result = 0, .status = {bytes.begin(), bytes.end()}});
}

void World::age_planted() {
  for (const PlantedPath& planted : scene_.conditions.planted) {
    const NodeId node = scene_.files.resolve(FileTree::kRoot, planted.path, false).node;
    if (node == 0 || planted.age.count() == 0) continue;
    Node& aged = scene_.files.at(node);
    aged.access_ns = aged.modify_ns = aged.change_ns = scene_.file_time_ns() - planted.age.count();
  }
}

}  // namespace lockproof::world
