#include "world/watches.h"

#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <xxhash.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "world/access_list.h"

namespace lockproof::world {
namespace {

using Kind = model::Object::Kind;

constexpr std::uint64_t kOfReaders = IN_OPEN | IN_ACCESS | IN_CLOSE;
constexpr std::size_t kNamesShownMax = 48;
constexpr std::uint64_t kPolledMax = 64;

enum class Loudness : std::uint8_t {
  silent,
  read,     // tells only who watches readers
  close,    // the same, and of a file that goes thereby
  change,   // tells who watches what has changed
  anybody,  // in doubt
};

bool watches_readers(const Description& watcher) {
  return (watcher.watched_events & kOfReaders) != 0;
}

Loudness loudness(const Pending& pending) {
  const bool is_file = pending.description && pending.description->kind == Description::Kind::file;
  const bool inside = pending.place.inside || pending.place2.inside || is_file;
  switch (pending.row.effect) {
    case Effect::open:
      if (!inside) return Loudness::silent;
      return std::ranges::any_of(pending.operation.accesses, &model::Access::write) ? Loudness::change : Loudness::read;
    case Effect::list:
    case Effect::read:
      return inside ? Loudness::read : Loudness::silent;
    case Effect::close:
      return is_file ? Loudness::close : Loudness::silent;
    case Effect::write:
    case Effect::resize:
    case Effect::touch:
    case Effect::attributes:
    case Effect::make_directory:
    case Effect::make_node:
    case Effect::symlink:
    case Effect::remove_file:
    case Effect::remove_directory:
    case Effect::rename:
    case Effect::link:
      return inside ? Loudness::change : Loudness::silent;
    case Effect::close_range:
    case Effect::duplicate_to:
    case Effect::transfer:
    case Effect::unknown:
      return Loudness::anybody;
    default:
      return Loudness::silent;
  }
}

// A file goes with its last descriptor.
bool watches_end(const Description& watcher, NodeId node, const FileTree& files) {
  return watcher.watched.contains(node) && files.at(node).links == 0;
}

// Whoever watches a directory is told of the files in it, too, also of those that were in it when they were opened.
bool watches(const Description& watcher, NodeId changed, const FileTree& files) {
  if (watcher.watched.contains(changed)) return true;
  const bool may_have_been_anywhere = files.at(changed).links == 0;
  return std::ranges::any_of(watcher.watched, [&](NodeId watched) {
    const Node& directory = files.at(watched);
    if (directory.type != Node::Type::directory) return false;
    const auto is_it = [&](const auto& name) { return name.second == changed; };
    return may_have_been_anywhere || std::ranges::any_of(directory.names, is_it);
  });
}

// A directory loses its name, but does not go, as somebody has it open.
bool stays(NodeId node, const Pending& pending, const FileTree& files) {
  return pending.row.effect == Effect::remove_directory && node == pending.place.node &&
         files.at(node).keepers.use_count() > 1;
}

bool is_told(const Description& watcher, const Pending& pending, Loudness how, const FileTree& files) {
  if (how == Loudness::anybody || watches_readers(watcher)) return true;
  if (how == Loudness::close) return watches_end(watcher, pending.description->node, files);
  return how == Loudness::change && std::ranges::any_of(pending.operation.accesses, [&](const model::Access& access) {
           const auto node = static_cast<NodeId>(access.object.a);
           return access.write && model::is_of_file(access.object.kind) && !stays(node, pending, files) &&
                  watches(watcher, node, files);
         });
}

// Those who watch anything.
std::vector<DescriptionPtr> watchers_of(const Scene& scene) {
  std::vector<DescriptionPtr> watchers;
  for (const auto& one : scene.watchers)
    if (DescriptionPtr watcher = one.lock(); watcher && watcher->holders > 0 && !watcher->watched.empty())
      watchers.push_back(std::move(watcher));
  return watchers;
}

template <typename Predicate>
void tell(model::Operation& operation, const Scene& scene, const Predicate& is_told) {
  std::vector<model::Access> told;
  for (const DescriptionPtr& watcher : watchers_of(scene))
    if (is_told(*watcher)) told.push_back({event_object(*watcher), true});
  operation.accesses.insert(operation.accesses.end(), told.begin(), told.end());
}

bool is_end_watched(NodeId node, const Scene& scene) {
  return std::ranges::any_of(watchers_of(scene),
                             [&](const DescriptionPtr& one) { return watches_end(*one, node, scene.files); });
}

// What loses its last name goes at once, or when it is closed.
void reads_openers(Pending& pending, const Scene& scene) {
  const Effect effect = pending.row.effect;
  if (effect != Effect::remove_file && effect != Effect::remove_directory && effect != Effect::rename) return;
  for (const Place& place : {pending.place, pending.place2})
    if (place.node != 0 && is_end_watched(place.node, scene))
      AccessList(pending.operation).reads(Kind::openers, place.node);
}

// What has happened to it so far is not told.
void reads_watched(AccessList& accesses, NodeId node, const FileTree& files) {
  const auto reads = [&](NodeId one) {
    accesses.reads(Kind::attributes, one);
    accesses.reads(Kind::data, one);
  };
  reads(node);
  if (files.at(node).type != Node::Type::directory) return;
  accesses.reads(Kind::dirset, node);
  for (const auto& [name, child] : files.at(node).names) reads(child);
}

}  // namespace

model::Object event_object(const Description& description) {
  const bool is_of_changes = description.is_watcher && !watches_readers(description);
  return {is_of_changes ? Kind::watch : Kind::pipe, description.id, 0};
}

std::vector<model::Object> polled_watchers(const Actor& actor, const Pending& pending) {
  std::vector<model::Object> objects;
  const bool is_poll = pending.number == SYS_poll || pending.number == SYS_ppoll;
  if (!is_poll || pending.arguments[1] > kPolledMax) return {};
  std::vector<pollfd> polled(pending.arguments[1]);
  try {
    actor.tracee.read(pending.arguments[0], std::as_writable_bytes(std::span(polled)));
  } catch (const std::system_error&) {
    return {};  // EFAULT, says the kernel
  }
  for (const pollfd& one : polled) {
    const Description* description = actor.process->table.find(one.fd);
    if (description == nullptr || !description->is_watcher) return {};
    objects.push_back(event_object(*description));
  }
  return objects;
}

bool tells_of_close(NodeId node, const Scene& scene) {
  return is_end_watched(node, scene) ||
         std::ranges::any_of(watchers_of(scene), [](const DescriptionPtr& one) { return watches_readers(*one); });
}

void settle_watch(Pending& pending, Scene& scene) {
  AccessList accesses(pending.operation);
  if (!pending.description || !pending.description->is_watcher) return;
  Description& watcher = *pending.description;
  accesses.writes(Kind::description, watcher.id);
  const model::Object told_before = event_object(watcher);
  if (pending.row.effect == Effect::unwatch) accesses.changes(told_before.kind, told_before.a);  // says so there
  if (pending.row.effect == Effect::unwatch || pending.operation.result < 0) return;
  watcher.watched_events |= pending.operation.flags;
  if (watches_readers(watcher)) {
    accesses.changes(told_before.kind, told_before.a);
    accesses.changes(Kind::pipe, watcher.id);
    // Who has only read has not recorded whom that would tell: all of it comes before, or after.
    accesses.writes(Kind::outside, 0);
  }
  if (!pending.place.inside)
    return scene.does_not_model("a watch (inotify) of " + pending.path + ", outside of the world");
  watcher.watched.insert(pending.place.node);
  reads_watched(accesses, pending.place.node, scene.files);
}

void settle_events(const Actor& actor, Pending& pending, Scene& scene) {
  model::Operation& operation = pending.operation;
  if (operation.result <= 0) return;
  if (pending.number != SYS_read) return scene.does_not_model("events (inotify) that are not read by read(2)");
  std::vector<std::byte> bytes(static_cast<std::size_t>(operation.result));
  actor.tracee.read(pending.arguments[1], bytes);
  bool is_numbered = false;
  for (std::size_t at = 0; at + sizeof(inotify_event) <= bytes.size();) {
    inotify_event event{};
    std::memcpy(&event, &bytes[at], sizeof event);
    // The machine numbers what is renamed anywhere.
    if (event.cookie != 0) {
      is_numbered = true;
      const auto next = static_cast<std::uint32_t>(scene.rename_cookies.size() + 1);
      event.cookie = scene.rename_cookies.try_emplace(event.cookie, next).first->second;
      std::memcpy(&bytes[at], &event, sizeof event);
    }
    const auto* name = reinterpret_cast<const char*>(bytes.data() + at + sizeof event);
    if (!operation.data.empty()) operation.data += ' ';
    operation.data.append(name, strnlen(name, event.len));
    at += sizeof event + event.len;
  }
  actor.tracee.write(pending.arguments[1], std::span<const std::byte>(bytes));
  operation.data.resize(std::min(operation.data.size(), kNamesShownMax));
  operation.data_hash = XXH3_64bits(bytes.data(), bytes.size());
  if (is_numbered) AccessList(operation).writes(Kind::outside, 0);  // whoever reads first has the lower number
}

void tell_watchers(Pending& pending, const Scene& scene) {
  if (scene.watchers.empty() || pending.operation.result < 0) return;
  const Loudness how = loudness(pending);
  if (how == Loudness::silent) return;
  tell(pending.operation, scene,
       [&](const Description& watcher) { return is_told(watcher, pending, how, scene.files); });
  reads_openers(pending, scene);
}

void tell_watchers_of_closing(const Process& process, model::Operation& operation, const Scene& scene) {
  if (scene.watchers.empty()) return;
  tell(operation, scene, [&](const Description& watcher) {
    bool is_told = watches_readers(watcher) || watches_end(watcher, process.directory, scene.files);
    process.table.for_each([&](const Description& open) {
      is_told |= open.kind == Description::Kind::file && watches_end(watcher, open.node, scene.files);
    });
    return is_told;
  });
}

}  // namespace lockproof::world
