#include "world/watches.h"

#include <sys/inotify.h>
#include <sys/syscall.h>
#include <xxhash.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <vector>

#include "world/access_list.h"

namespace lockproof::world {
namespace {

using Kind = model::Object::Kind;

constexpr std::uint64_t kOfReaders = IN_OPEN | IN_ACCESS | IN_CLOSE;
constexpr std::size_t kNamesShownMax = 48;

enum class Loudness : std::uint8_t {
  silent,
  read,    // tells only who watches readers
  change,  // tells everybody; in doubt
};

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
    case Effect::close:  // also of a file that has no name any more, and goes now
      return inside ? Loudness::change : Loudness::silent;
    case Effect::close_range:
    case Effect::duplicate_to:
    case Effect::transfer:
    case Effect::unknown:
      return Loudness::change;
    default:
      return Loudness::silent;
  }
}

void tell(model::Operation& operation, const Scene& scene, Loudness how) {
  for (const auto& one : scene.watchers) {
    const DescriptionPtr watcher = one.lock();
    if (!watcher || watcher->holders == 0 || watcher->watched_events == 0) continue;
    if (how == Loudness::read && (watcher->watched_events & kOfReaders) == 0) continue;
    operation.accesses.push_back({{Kind::pipe, watcher->id, 0}, true});
  }
}

}  // namespace

void settle_watch(Pending& pending, Scene& scene) {
  AccessList accesses(pending.operation);
  if (!pending.description || !pending.description->is_watcher) return;
  accesses.writes(Kind::pipe, pending.description->id);
  if (pending.row.effect == Effect::unwatch) return;
  // Calls that were made without watchers have not recorded whom they would tell: all of them come before, or after.
  accesses.writes(Kind::outside, 0);
  if (pending.operation.result < 0) return;
  if (!pending.place.inside) scene.does_not_model("a watch (inotify) of " + pending.path + ", outside of the world");
  pending.description->watched_events |= pending.operation.flags;
  scene.files.watch();
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
  if (how != Loudness::silent) tell(pending.operation, scene, how);
}

void tell_watchers_of_closing(model::Operation& operation, const Scene& scene) {
  tell(operation, scene, Loudness::change);
}

}  // namespace lockproof::world
