#include "world/implied_result.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <string_view>

#include "world/file_contents.h"

namespace lockproof::world {
namespace {

using Result = std::optional<long>;

constexpr std::size_t kNameBytesMax = 255;           // NAME_MAX
constexpr std::size_t kPathBytesMax = 1024;          // far below PATH_MAX
constexpr std::size_t kWriteBytesMax = 64 * 1024;    // as much as decode and settle read
constexpr std::uint64_t kWrittenBytesMax = 1 << 24;  // far below the size of the world
constexpr int kDescriptorsMax = 64;                  // far below any limit
constexpr std::uint64_t kPlainOpenFlags =
    O_ACCMODE | O_CREAT | O_EXCL | O_TRUNC | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NOCTTY | 0x8000;  // O_LARGEFILE

// Of one call. Actors are root in their own user namespace: permissions never refuse anything.
class Implication {
 public:
  Implication(const Actor& actor, const std::vector<std::unique_ptr<Actor>>& actors, const Scene& scene)
      : actor_(actor), pending_(actor.pending), actors_(actors), files_(scene.files), written_(scene.written_bytes) {}
  Result result() const;

 private:
  bool plain(const std::string& path, const Place& place) const;
  bool leads_nowhere() const;
  bool is(NodeId node, Node::Type type) const { return node != 0 && files_.at(node).type == type; }
  const Description* file() const;

  Result open() const;
  Result look() const;
  Result read() const;
  Result write() const;
  Result make_directory() const;
  Result remove_file() const;
  Result remove_directory() const;
  Result rename() const;
  Result link() const;
  Result flock() const;

  const Actor& actor_;
  const Pending& pending_;
  const std::vector<std::unique_ptr<Actor>>& actors_;
  const FileTree& files_;
  const std::uint64_t written_;
};

// An ordinary name in a directory that still has one itself.
bool Implication::plain(const std::string& path, const Place& place) const {
  if (!place.inside || place.directory == 0 || files_.at(place.directory).links == 0) return false;
  if (path.empty() || path.size() > kPathBytesMax || path.ends_with('/')) return false;
  const std::string_view last = std::string_view(path).substr(path.rfind('/') + 1);
  return last != "." && last != ".." && !place.name.empty() && place.name.size() <= kNameBytesMax;
}

// A directory on the way is missing.
bool Implication::leads_nowhere() const {
  const std::string& path = pending_.path;
  return pending_.place.inside && pending_.place.missing_parent && !path.empty() && path.size() <= kNameBytesMax;
}

const Description* Implication::file() const {
  const Description* description = pending_.description.get();
  const bool usable =
      description != nullptr && description->kind == Description::Kind::file && (description->open_flags & O_PATH) == 0;
  return usable ? description : nullptr;
}

Result Implication::open() const {
  const Place& place = pending_.place;
  const std::uint64_t flags = pending_.operation.flags;
  if (leads_nowhere() && (flags & ~kPlainOpenFlags) == 0) return -ENOENT;
  if (!plain(pending_.path, place)) return std::nullopt;
  const bool directory = is(place.node, Node::Type::directory);
  if ((flags & ~(kPlainOpenFlags | (directory ? O_DIRECTORY : 0))) != 0) return std::nullopt;
  if (place.node == 0 && (flags & O_CREAT) == 0) return -ENOENT;
  if (place.node != 0 && (flags & O_CREAT) != 0 && (flags & O_EXCL) != 0) return -EEXIST;
  if (directory && (flags & (O_ACCMODE | O_CREAT | O_TRUNC)) != 0) return std::nullopt;
  if (place.node != 0 && !directory && !is(place.node, Node::Type::file)) return std::nullopt;
  const int fd = actor_.process->table.lowest_free();
  return fd < kDescriptorsMax ? Result(fd) : std::nullopt;
}

Result Implication::look() const {
  if (!leads_nowhere() && !plain(pending_.path, pending_.place)) return std::nullopt;
  const bool checks_access = pending_.number == SYS_access || pending_.number == SYS_faccessat;
  const bool plain_flags = (pending_.arguments[3] & ~std::uint64_t{AT_SYMLINK_NOFOLLOW | AT_NO_AUTOMOUNT}) == 0;
  const bool stats =
      pending_.number == SYS_stat || pending_.number == SYS_lstat || (pending_.number == SYS_newfstatat && plain_flags);
  if (pending_.place.node == 0) return checks_access || stats ? Result(-ENOENT) : std::nullopt;
  const std::uint64_t mode = pending_.arguments[pending_.number == SYS_access ? 1 : 2];
  return checks_access && mode == F_OK ? Result(0) : std::nullopt;
}

Result Implication::read() const {
  const Description* description = file();
  if (description == nullptr || (description->open_flags & O_ACCMODE) == O_WRONLY) return std::nullopt;
  if (!is(description->node, Node::Type::file) || pending_.arguments[2] > kWriteBytesMax) return std::nullopt;
  const auto data = known_read(pending_, files_);
  return data ? Result(static_cast<long>(data->size())) : std::nullopt;
}

Result Implication::write() const {
  const Description* description = file();
  const std::uint64_t bytes = pending_.arguments[2];
  if (description == nullptr || pending_.number != SYS_write || bytes == 0 || bytes > kWriteBytesMax)
    return std::nullopt;
  const bool writable = (description->open_flags & O_ACCMODE) != O_RDONLY && is(description->node, Node::Type::file);
  return writable && written_ < kWrittenBytesMax ? Result(static_cast<long>(bytes)) : std::nullopt;
}

Result Implication::make_directory() const {
  if (!plain(pending_.path, pending_.place)) return std::nullopt;
  return pending_.place.node != 0 ? -EEXIST : 0;
}

Result Implication::remove_file() const {
  if (!plain(pending_.path, pending_.place)) return std::nullopt;
  if (pending_.place.node == 0) return -ENOENT;
  return is(pending_.place.node, Node::Type::file) ? Result(0) : std::nullopt;
}

Result Implication::remove_directory() const {
  const NodeId node = pending_.place.node;
  if (!plain(pending_.path, pending_.place)) return std::nullopt;
  if (node == 0) return -ENOENT;
  if (!is(node, Node::Type::directory)) return std::nullopt;
  return files_.at(node).names.empty() ? 0 : -ENOTEMPTY;
}

Result Implication::rename() const {
  const Place& from = pending_.place;
  const Place& to = pending_.place2;
  if (pending_.number == SYS_renameat2 || !plain(pending_.path, from) || !plain(pending_.path2, to))
    return std::nullopt;
  if (files_.top(from.directory) != files_.top(to.directory)) return std::nullopt;
  if (from.node == 0) return -ENOENT;
  const bool file = is(from.node, Node::Type::file);
  if (to.node == 0) return file || from.directory == to.directory ? Result(0) : std::nullopt;
  return file && is(to.node, Node::Type::file) ? Result(0) : std::nullopt;
}

Result Implication::link() const {
  const bool plain_flags = pending_.number == SYS_link || pending_.operation.flags == 0;
  if (!plain_flags || !plain(pending_.path, pending_.place) || !plain(pending_.path2, pending_.place2))
    return std::nullopt;
  if (pending_.place.node == 0) return -ENOENT;
  if (!is(pending_.place.node, Node::Type::file)) return std::nullopt;
  if (files_.top(pending_.place.directory) != files_.top(pending_.place2.directory)) return std::nullopt;
  return pending_.place2.node != 0 ? -EEXIST : 0;
}

// Whoever holds the lock has it open: all descriptors are known.
Result Implication::flock() const {
  const Description* own = file();
  const auto flags = static_cast<int>(pending_.operation.flags);
  if (own == nullptr) return std::nullopt;
  if (flags == LOCK_UN) return 0;
  const int kind = flags & ~LOCK_NB;
  if (kind != LOCK_EX && kind != LOCK_SH) return std::nullopt;
  bool held = false;
  bool refused = false;
  for (const auto& other : actors_) {
    if (other->state == Actor::State::dead) continue;
    other->process->table.for_each([&](const Description& description) {
      if (&description == own || description.node != own->node || !description.flock) return;
      held = true;
      refused |= kind == LOCK_EX || !description.flock_shared;
    });
  }
  if (!held) return 0;
  const bool fails = refused && (flags & LOCK_NB) != 0 && !own->flock;
  return fails ? Result(-EWOULDBLOCK) : std::nullopt;
}

Result Implication::result() const {
  switch (pending_.row.effect) {
    case Effect::open:
      return open();
    case Effect::look:
      return look();
    case Effect::read:
      return read();
    case Effect::write:
      return write();
    case Effect::make_directory:
      return make_directory();
    case Effect::remove_file:
      return remove_file();
    case Effect::remove_directory:
      return remove_directory();
    case Effect::rename:
      return rename();
    case Effect::link:
      return link();
    case Effect::flock:
      return flock();
    case Effect::close:
      return pending_.description && pending_.description->kind == Description::Kind::file ? Result(0) : std::nullopt;
    default:
      return std::nullopt;
  }
}

}  // namespace

Result implied_result(const Actor& actor, const std::vector<std::unique_ptr<Actor>>& actors, const Scene& scene) {
  const bool changed = actor.lost_reply_error != 0 || actor.cut_short || actor.looked_up;
  if (scene.watches_results || scene.clouded || changed || !scene.unmodelled.empty()) return std::nullopt;
  return Implication(actor, actors, scene).result();
}

bool clouds_picture(const Pending& pending) {
  constexpr std::uint64_t kFarOffset = 1ULL << 40U;
  switch (pending.row.effect) {
    case Effect::process_control:
      switch (pending.number) {
        case SYS_setpgid:
        case SYS_setsid:
        case SYS_getpgid:
        case SYS_getsid:
        case SYS_getcwd:
        case SYS_sysinfo:
          return false;
        case SYS_prlimit64:
          return pending.arguments[2] != 0;
        default:
          return true;
      }
    case Effect::device_control:
      return pending.description && pending.description->kind == Description::Kind::file;
    case Effect::transfer:
      return true;
    case Effect::seek:
      return pending.arguments[1] > kFarOffset && static_cast<std::int64_t>(pending.arguments[1]) > 0;
    case Effect::write:
      return pending.number != SYS_write && pending.description &&
             pending.description->kind == Description::Kind::file && pending.number != SYS_writev;
    case Effect::resize:
      return true;
    case Effect::exec:
      return pending.place.inside;  // a program that runs cannot be opened for writing
    default:
      return false;
  }
}

}  // namespace lockproof::world
