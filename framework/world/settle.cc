#include "world/settle.h"

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <xxhash.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <utility>

#include "world/access_list.h"
#include "world/call_table.h"
#include "world/event_files.h"
#include "world/file_contents.h"
#include "world/file_times.h"
#include "world/implied_result.h"
#include "world/proc_files.h"
#include "world/release.h"
#include "world/socket_calls.h"
#include "world/status.h"
#include "world/watches.h"

namespace lockproof::world {
namespace {

using model::Object;
using Kind = Object::Kind;

constexpr std::size_t kDataShownMax = 48;
constexpr std::size_t kDataReadMax = 64 * 1024;

// One executed call. A method for each effect; all of them are called with the world as it was before.
class Settlement : private AccessList {
 public:
  Settlement(Actor& actor, Pending& pending, Scene& scene)
      : AccessList(pending.operation), actor_(actor), pending_(pending), scene_(scene) {}
  void run();

 private:
  bool failed() const { return result_ < 0; }
  std::int64_t now_ns() const { return scene_.file_time_ns(); }
  DescriptionPtr describe(Description::Kind kind, NodeId node) { return scene_.describe(kind, node, operation_.path); }
  void install(int fd, DescriptionPtr description, bool close_on_exec) {
    install_descriptor(*actor_.process, fd, std::move(description), close_on_exec, operation_);
  }

  void open();
  void look();
  void transfer(bool writing);
  void seek();
  void resize();
  void touch();
  void make(Node::Type type);
  void moves(NodeId node);
  void remove();
  void rename();
  void link();
  void poll();
  void change_directory() {
    reads_name(pending_.place);
    if (!failed()) actor_.process->directory = pending_.place.inside ? pending_.place.node : 0;
  }
  void close_range();
  void descriptor_control();
  void record_lock(bool of_description);
  void new_pipe();
  void new_opaque(const char* reason);
  void flock();
  void send_signal();
  void wait_child() { writes(Kind::process, static_cast<std::uint64_t>(actor_.process->pid), 1); }
  void map_memory();
  void show(const Identity& identity, const Node& node) const;
  template <typename Status>
  void rewrite(std::uint64_t address, const Identity& identity, const Node& node) const;

  Actor& actor_;
  Pending& pending_;
  Scene& scene_;
  model::Operation& operation_ = pending_.operation;
  const std::int64_t result_ = operation_.result;
};

void Settlement::open() {
  const Place& place = pending_.place;
  const std::uint64_t flags = operation_.flags;
  if (failed() || !place.inside) {
    reads_name(place);
    if (!failed())
      install(static_cast<int>(result_), describe(Description::Kind::outside, 0), (flags & O_CLOEXEC) != 0);
    return;
  }
  NodeId node = place.node;
  if ((flags & O_TMPFILE) == O_TMPFILE) {
    node = scene_.files.create_nameless(now_ns());
  } else if (node == 0) {
    writes_name(place);
    node = scene_.files.create(place, Node::Type::file, now_ns());
    scene_.files.at(node).contents.emplace();
  } else {
    reads_name(place);
    if ((flags & O_TRUNC) != 0) {
      writes(Kind::data, node);
      writes(Kind::attributes, node);
      scene_.files.at(node).contents.emplace();
      scene_.files.modified(node, now_ns());
    }
  }
  operation_.created = place.node == 0 || (flags & O_TMPFILE) == O_TMPFILE ? node : 0;
  const DescriptionPtr description = describe(Description::Kind::file, node);
  description->open_flags = flags;
  description->position = 0;
  description->keeps_inode = scene_.files.keep_inode(node);
  install(static_cast<int>(result_), description, (flags & O_CLOEXEC) != 0);
}

void Settlement::look() {
  reads_name(pending_.place);
  if (failed()) return;
  if (const NodeId node = pending_.place.node; node != 0) {
    reads(Kind::attributes, node);
    reads(Kind::data, node);  // the size
    return show({kWorldDevice, scene_.files.at(node).inode}, scene_.files.at(node));
  }
  // The machine numbers pipes and the files of /proc as they come.
  const bool pipe = pending_.description && pending_.description->kind == Description::Kind::pipe;
  if (!pipe && !operation_.path.starts_with("/proc/")) return;
  Node node;
  node.access_ns = node.modify_ns = node.change_ns = node.birth_ns = now_ns();
  show({kWorldDevice + 1, pipe ? pending_.description->id : 1}, node);
}

void Settlement::show(const Identity& identity, const Node& node) const {
  const StatusArgument to = status_argument(pending_.number);
  if (to.index < 0) return;
  const std::uint64_t address = pending_.arguments[static_cast<std::size_t>(to.index)];
  if (pending_.number == SYS_statx) return rewrite<struct statx>(address, identity, node);
  rewrite<struct stat>(address, identity, node);
}

template <typename Status>
void Settlement::rewrite(std::uint64_t address, const Identity& identity, const Node& node) const {
  auto status = actor_.tracee.read<Status>(address);
  show_as(status, identity, node);
  actor_.tracee.write(address, status);
}

void Settlement::transfer(bool writing) {
  if (!pending_.description) return;
  const Description& description = *pending_.description;
  switch (description.kind) {
    case Description::Kind::file:
      break;
    case Description::Kind::pipe:
      if (writing) note_sent(*pending_.description, result_, operation_, scene_);
      if (!failed() && !writing) note_received(*pending_.description, result_, operation_);
      if (!writing && description.is_watcher) settle_events(actor_, pending_, scene_);
      if (description.is_watcher) return changes(event_object(description).kind, description.id);
      return writes(Kind::pipe, description.id);
    case Description::Kind::opaque:
      return writes(Kind::outside, 0);
    case Description::Kind::outside:
      if (!description.path.starts_with("/proc/")) return;
      // What /proc tells depends on the machine: the actor sees it, the trace does not. Settings stay as they are.
      operation_.result = std::min<std::int64_t>(result_, 1);
      if (!description.path.starts_with("/proc/self/") && !description.path.starts_with("/proc/sys/vm/"))
        scene_.does_not_model("reading " + description.path);
      return reads(Kind::outside, 0);
    case Description::Kind::log:
      return;
  }
  writes(Kind::description, description.id);
  if (failed()) return;
  if (writing) {
    const bool appends = (description.open_flags & O_APPEND) != 0;
    operation_.position = appends ? model::Operation::kEndPosition : description.position;
    scene_.written_bytes += static_cast<std::uint64_t>(result_);
    note_transfer(pending_, scene_.files, true, result_);
    writes(Kind::data, description.node);
    writes(Kind::attributes, description.node);
    return scene_.files.modified(description.node, now_ns());
  }
  reads(Kind::data, description.node);
  const auto known = scene_.watches_results ? std::nullopt : known_read(pending_, scene_.files);
  note_transfer(pending_, scene_.files, false, result_);
  if (pending_.row.data < 0) return;
  std::string data(std::min<std::size_t>(static_cast<std::size_t>(result_), kDataReadMax), '\0');
  if (known && known->size() >= data.size())
    data = known->substr(0, data.size());
  else
    actor_.tracee.read(pending_.arguments[1], std::as_writable_bytes(std::span(data)));
  operation_.data_hash = XXH3_64bits(data.data(), data.size());
  operation_.data = data.substr(0, kDataShownMax);
}

void Settlement::seek() {
  if (!pending_.description) return;
  writes(Kind::description, pending_.description->id);
  if (operation_.flags > SEEK_CUR) reads(Kind::data, pending_.place.node);  // from the end, to the next hole
  if (!failed()) pending_.description->position = result_;
}

void Settlement::resize() {
  reads_name(pending_.place);
  if (failed() || pending_.place.node == 0) return;
  writes(Kind::data, pending_.place.node);
  writes(Kind::attributes, pending_.place.node);
  scene_.files.at(pending_.place.node).contents.reset();
  scene_.files.modified(pending_.place.node, now_ns());
}

void Settlement::touch() {
  reads_name(pending_.place);
  if (failed() || pending_.place.node == 0) return;
  Node& node = scene_.files.at(pending_.place.node);
  changes(Kind::attributes, pending_.place.node);
  node.change_ns = now_ns();
  const auto set = [&](std::int64_t& field, const timespec& time) {
    if (time.tv_nsec == UTIME_OMIT) return;
    field = time.tv_nsec == UTIME_NOW ? now_ns() : time.tv_sec * 1'000'000'000 + time.tv_nsec;
  };
  const auto [access, modify] = times_given(actor_, pending_);
  set(node.access_ns, access);
  set(node.modify_ns, modify);
}

void Settlement::make(Node::Type type) {
  const Place& place = pending_.row.effect == Effect::symlink ? pending_.place2 : pending_.place;
  if (failed()) return reads_name(place);
  writes_name(place);
  const NodeId node = scene_.files.create(place, type, now_ns());
  operation_.created = node;
  if (type == Node::Type::symlink) scene_.files.at(node).target = operation_.path;
}

// Whoever has the world as current directory does not look it up by its name.
void Settlement::moves(NodeId node) {
  if (node == FileTree::kRoot) scene_.does_not_model("moving the world's own directory");
}

void Settlement::remove() {
  if (failed()) {
    reads_name(pending_.place);
    if (pending_.place.node != 0) reads(Kind::dirset, pending_.place.node);  // ENOTEMPTY
    return;
  }
  writes_name(pending_.place);
  writes(Kind::attributes, pending_.place.node);
  moves(pending_.place.node);
  if (pending_.row.effect == Effect::remove_directory) removes_directory(pending_.place.node);
  scene_.files.remove(pending_.place, now_ns());
}

void Settlement::rename() {
  const Place& from = pending_.place;
  const Place& to = pending_.place2;
  if (failed()) {
    reads_name(from);
    reads_name(to);
    if (to.node != 0) reads(Kind::dirset, to.node);
    return;
  }
  writes_name(from);
  writes_name(to);
  writes(Kind::attributes, from.node);
  moves(from.node);
  if (to.node != 0) writes(Kind::attributes, to.node);
  if (to.node != 0 && scene_.files.at(to.node).type == Node::Type::directory) removes_directory(to.node);
  scene_.files.rename(from, to, (operation_.flags & RENAME_EXCHANGE) != 0, now_ns());
}

void Settlement::link() {
  reads_name(pending_.place);
  if (failed()) return reads_name(pending_.place2);
  writes_name(pending_.place2);
  changes(Kind::attributes, pending_.place.node);
  scene_.files.link(pending_.place.node, pending_.place2, now_ns());
}

void Settlement::close_range() {
  if (failed()) return;
  const auto first = static_cast<int>(pending_.arguments[0]);
  const auto last = static_cast<std::uint32_t>(pending_.arguments[1]);
  for (const int fd : actor_.process->table.open_descriptors()) {
    if (fd < first || static_cast<std::uint32_t>(fd) > last) continue;
    if ((operation_.flags & CLOSE_RANGE_CLOEXEC) != 0)
      actor_.process->table.set_close_on_exec(fd, true);
    else
      close_descriptor(*actor_.process, fd, operation_);
  }
}

void Settlement::descriptor_control() {
  const auto command = static_cast<int>(operation_.flags);
  DescriptorTable& table = actor_.process->table;
  switch (command) {
    case F_DUPFD:
    case F_DUPFD_CLOEXEC:
      if (!failed() && pending_.description)
        install(static_cast<int>(result_), pending_.description, command == F_DUPFD_CLOEXEC);
      return;
    case F_SETFD:
      return table.set_close_on_exec(operation_.fd, (pending_.arguments[2] & FD_CLOEXEC) != 0);
    case F_SETFL:
    case F_GETFL:
      if (failed() || !pending_.description) return;
      if (command == F_SETFL) set_append(*pending_.description, (pending_.arguments[2] & O_APPEND) != 0);
      return writes(Kind::description, pending_.description->id);
    case F_SETLK:
    case F_SETLKW:
      return record_lock(false);
    case F_OFD_SETLK:
    case F_OFD_SETLKW:
      return record_lock(true);
    case F_GETLK:
    case F_OFD_GETLK:
      return reads(Kind::record_lock, pending_.place.node);
    case F_SETLEASE:
    case F_NOTIFY:
      return scene_.does_not_model("a file lease or directory notification (fcntl)");
    default:
      return;
  }
}

void Settlement::record_lock(bool of_description) {
  const NodeId node = pending_.place.node;
  if (result_ == -EDEADLK) return reads(Kind::record_lock, model::Object::kEvery);  // see World::block
  if (failed() || !pending_.description) return reads(Kind::record_lock, node);
  if (of_description)
    pending_.description->record_lock = true;
  else
    actor_.process->record_locks.insert(node);
  writes(Kind::record_lock, node);
}

void Settlement::new_pipe() {
  if (failed()) return;
  const auto ends = actor_.tracee.read<std::array<int, 2>>(pending_.arguments[0]);
  const bool close_on_exec = (pending_.arguments[1] & O_CLOEXEC) != 0;
  const auto first = describe(Description::Kind::pipe, 0);
  const auto second = describe(Description::Kind::pipe, 0);
  second->id = first->id;  // the object that both ends share
  first->path = second->path = "(pipe)";
  install(ends[0], first, close_on_exec);
  install(ends[1], second, close_on_exec);
}

void Settlement::new_opaque(const char* reason) {
  if (failed()) return;
  scene_.does_not_model(reason);
  operation_.path = reason;
  install(static_cast<int>(result_), describe(Description::Kind::opaque, 0), false);
}

void Settlement::poll() {
  const std::vector<Object> watchers = polled_watchers(actor_, pending_);
  if (watchers.empty()) return writes(Kind::outside, 0);
  for (const Object& watcher : watchers) reads(watcher.kind, watcher.a);
}

void Settlement::flock() {
  const NodeId node = pending_.place.node;
  if (failed()) return reads(Kind::flock, node);
  if (pending_.description) {
    pending_.description->flock = (operation_.flags & LOCK_UN) == 0;
    pending_.description->flock_shared = (operation_.flags & LOCK_SH) != 0;
    pending_.description->flock_pid = actor_.process->pid;
  }
  writes(Kind::flock, node);
}

void Settlement::send_signal() {
  const auto target = static_cast<std::uint64_t>(operation_.value);
  if (operation_.flags == 0 || failed())
    reads(Kind::process, target);
  else
    writes(Kind::process, target);
}

void Settlement::map_memory() {
  if (failed()) return;
  if (pending_.description && pending_.description->kind == Description::Kind::file)
    scene_.does_not_model("a file of the world mapped into memory (mmap)");
}

void Settlement::run() {
  switch (pending_.row.effect) {
    case Effect::open:
      return open();
    case Effect::look:
      return look();
    case Effect::list:
      if (pending_.description) writes(Kind::description, pending_.description->id);
      return reads(Kind::dirset, pending_.place.node);
    case Effect::read:
      return transfer(false);
    case Effect::write:
      return transfer(true);
    case Effect::seek:
      return seek();
    case Effect::resize:
      return resize();
    case Effect::touch:
      return touch();
    case Effect::attributes:
      reads_name(pending_.place);
      if (!failed() && pending_.place.node != 0) {
        changes(Kind::attributes, pending_.place.node);
        scene_.files.changed(pending_.place.node, now_ns());
      }
      return;
    case Effect::make_directory:
      return make(Node::Type::directory);
    case Effect::make_node:
      return make(Node::Type::other);
    case Effect::symlink:
      return make(Node::Type::symlink);
    case Effect::remove_file:
    case Effect::remove_directory:
      return remove();
    case Effect::rename:
      return rename();
    case Effect::link:
      return link();
    case Effect::change_directory:
      return change_directory();
    case Effect::sync:
      return reads(Kind::data, pending_.place.node);
    case Effect::map_memory:
      return map_memory();
    case Effect::close:
      return close_descriptor(*actor_.process, operation_.fd, operation_);
    case Effect::close_range:
      return close_range();
    case Effect::duplicate:
      if (!failed() && pending_.description) install(static_cast<int>(result_), pending_.description, false);
      return;
    case Effect::duplicate_to:
      if (!failed() && pending_.description && result_ != operation_.fd)
        install(static_cast<int>(result_), pending_.description, (operation_.flags & O_CLOEXEC) != 0);
      return;
    case Effect::descriptor_control:
      return descriptor_control();
    case Effect::new_pipe:
      return new_pipe();
    case Effect::new_socket:
      return settle_new_socket(actor_, pending_, scene_);
    case Effect::new_event:
    case Effect::new_timer_file:
    case Effect::new_watcher:
      return settle_new_event_file(actor_, pending_, scene_);
    case Effect::watch:
    case Effect::unwatch:
      reads_name(pending_.place);
      return settle_watch(pending_, scene_);
    case Effect::device_control:
      if (pending_.treatment == Treatment::visible)
        reads(event_object(*pending_.description).kind, pending_.description->id);
      return settle_network_control(pending_, scene_);
    case Effect::new_opaque:
      return new_opaque("a descriptor that is neither file nor pipe (memfd, pidfd, ...)");
    case Effect::transfer:
      return settle_socket_call(actor_, pending_, scene_);
    case Effect::poll:
      return poll();
    case Effect::flock:
      return flock();
    case Effect::send_signal:
      return send_signal();
    case Effect::wait_child:
      return wait_child();
    case Effect::parent:
      return reads(Kind::process, static_cast<std::uint64_t>(result_));
    case Effect::parent_death:
      if (!failed()) actor_.told_of_parent_death = operation_.value != 0;
      return writes(Kind::process, static_cast<std::uint64_t>(actor_.process->pid), 2);
    case Effect::futex:
      return writes(Kind::futex, pending_.arguments[0]);
    case Effect::unknown:
      scene_.does_not_model("system call " + std::string(model::call_name(operation_.number)));
      return;
    default:
      return;
  }
}

}  // namespace

void settle(Actor& actor, Pending& pending, long result, Scene& scene) {
  scene.clouded |= clouds_picture(pending);
  pending.operation.result = result;
  Settlement(actor, pending, scene).run();
  tell_watchers(pending, scene);
}

}  // namespace lockproof::world
