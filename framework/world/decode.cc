#include "world/decode.h"

#include <fcntl.h>
#include <linux/futex.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/inotify.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/time.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <xxhash.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <ctime>
#include <span>
#include <system_error>
#include <utility>

#include "lockproof/probe.h"
#include "tracee/server.h"
#include "world/virtual_clock.h"
#include "world/watches.h"

namespace lockproof::world {
namespace {

using model::Object;

constexpr std::size_t kDataShownMax = 48;
constexpr std::size_t kDataReadMax = 64 * 1024;

std::array<std::uint64_t, 6> arguments_of(const tracee::arch::Registers& regs) {
  return {regs.rdi, regs.rsi, regs.rdx, regs.r10, regs.r8, regs.r9};
}

std::uint64_t argument(const Pending& pending, int index) {
  return index < 0 ? 0 : pending.arguments[static_cast<std::size_t>(index)];
}

int descriptor(const Pending& pending, int index) {
  return static_cast<int>(argument(pending, index));
}

// The file behind "/proc/self/fd/7", the only name that an O_TMPFILE file has.
Description* magic_link(const Actor& actor, std::string_view path) {
  constexpr std::string_view kPrefix = "/proc/self/fd/";
  if (!path.starts_with(kPrefix)) return nullptr;
  int fd = -1;
  std::from_chars(path.data() + kPrefix.size(), path.data() + path.size(), fd);
  return actor.process->table.find(fd);
}

Place resolve(const Actor& actor, const FileTree& files, int directory_fd, std::string_view path, bool follow) {
  if (Description* open = magic_link(actor, path); open != nullptr && open->kind == Description::Kind::file)
    return {.inside = true, .node = open->node};
  NodeId base = actor.process->directory;
  if (directory_fd != AT_FDCWD && !path.starts_with('/')) {
    const Description* directory = actor.process->table.find(directory_fd);
    base = directory != nullptr && directory->kind == Description::Kind::file ? directory->node : 0;
  }
  return files.resolve(base, path, follow);
}

std::string shown(const FileTree& files, const Place& place, const std::string& path) {
  if (!place.inside) return path;
  if (place.directory != 0) return files.path(place.directory, place.name);
  const std::string world = std::string(tracee::kWorldPath) + "/";
  return path.starts_with(world) ? path.substr(world.size()) : path;
}

bool follows(const Pending& pending) {
  const std::uint64_t flags = pending.operation.flags;
  switch (pending.row.effect) {
    case Effect::open:
      return (flags & O_NOFOLLOW) == 0 && (flags & (O_CREAT | O_EXCL)) != (O_CREAT | O_EXCL);
    case Effect::link:
      return (flags & AT_SYMLINK_FOLLOW) != 0;
    case Effect::watch:
      return (flags & IN_DONT_FOLLOW) == 0;
    default:
      break;
  }
  const bool at_call = pending.row.directory >= 0 && pending.row.flags >= 0;
  return pending.row.follow && !(at_call && (flags & AT_SYMLINK_NOFOLLOW) != 0);
}

// Where the address of a socket is that the call names, and of how many bytes.
std::pair<std::uint64_t, std::uint64_t> address_argument(const Actor& actor, const Pending& pending) {
  const auto& arguments = pending.arguments;
  switch (pending.number) {
    case SYS_bind:
    case SYS_connect:
      return {arguments[1], arguments[2]};
    case SYS_sendto:
      return {arguments[4], arguments[5]};
    case SYS_sendmsg: {
      const auto message = actor.tracee.read<msghdr>(arguments[1]);
      return {reinterpret_cast<std::uint64_t>(message.msg_name), message.msg_namelen};
    }
    default:
      return {0, 0};
  }
}

void decode_address(const Actor& actor, Pending& pending) {
  const auto [at, size] = address_argument(actor, pending);
  if (at == 0 || size == 0) return;
  std::vector<std::byte> bytes(std::min<std::size_t>(size, sizeof(sockaddr_storage)));
  actor.tracee.read(at, bytes);
  pending.address = socket_address(bytes);
  if (pending.address) return;
  sockaddr_un path{};
  std::memcpy(&path, bytes.data(), std::min(bytes.size(), sizeof path));
  if (path.sun_family == AF_UNIX)
    pending.path = std::string(path.sun_path, strnlen(path.sun_path, sizeof path.sun_path));
}

void decode_paths(const Actor& actor, Pending& pending) {
  const CallRow& row = pending.row;
  const auto text = [&](int index) {
    const std::uint64_t address = argument(pending, index);
    return address == 0 ? std::string() : actor.tracee.read_string(address);
  };
  if (row.path >= 0) pending.path = text(row.path);
  if (row.path2 >= 0) pending.path2 = text(row.path2);
  if (row.effect == Effect::symlink) pending.operation.path = text(0);
  if (row.effect == Effect::transfer) decode_address(actor, pending);
  // AT_EMPTY_PATH, or futimens: the descriptor itself.
  if (pending.path.empty() && row.path >= 0 && row.directory >= 0)
    pending.operation.fd = descriptor(pending, row.directory);
}

void decode_descriptor(const Actor& actor, Pending& pending) {
  if (pending.row.fd >= 0) pending.operation.fd = descriptor(pending, pending.row.fd);
  if (pending.operation.fd < 0) return;
  pending.description = actor.process->table.share(pending.operation.fd);
  if (!pending.description) return;
  if (pending.address)
    pending.operation.path = to_string(*pending.address);
  else if (pending.path.empty())
    pending.operation.path = pending.description->path;
  if (pending.description->kind == Description::Kind::file)
    pending.place = {.inside = true, .node = pending.description->node};
}

void decode_data(const Actor& actor, Pending& pending) {
  if (pending.row.effect != Effect::write || pending.row.data < 0) return;
  const auto bytes = std::min<std::size_t>(pending.arguments[2], kDataReadMax);
  std::string data(bytes, '\0');
  actor.tracee.read(pending.arguments[1], std::as_writable_bytes(std::span(data)));
  pending.operation.data_hash = XXH3_64bits(data.data(), data.size());
  const bool log = pending.description && pending.description->kind == Description::Kind::log;
  pending.operation.data = log ? data : data.substr(0, kDataShownMax);
  if (!log) pending.data = std::move(data);
}

bool is_probe(const Pending& pending) {
  return pending.operation.path.starts_with(LOCKPROOF_PROBE_ROOT);
}

// Files of the machine are read-only and so private to whoever looks at them, but those of /proc are not.
bool is_process_file(const Pending& pending) {
  return pending.operation.path.starts_with("/proc/");
}

bool is_random_device(const Pending& pending) {
  return pending.operation.path == "/dev/urandom" || pending.operation.path == "/dev/random";
}

Treatment treat_transfer(const Pending& pending) {
  if (!pending.description) return Treatment::local;  // EBADF
  switch (pending.description->kind) {
    case Description::Kind::file:
      return Treatment::visible;
    case Description::Kind::log:
      return pending.row.effect == Effect::write ? Treatment::answered : Treatment::local;
    case Description::Kind::outside:
      if (is_random_device(pending) && pending.row.data >= 0) return Treatment::answered;
      return is_process_file(pending) ? Treatment::visible : Treatment::local;
    case Description::Kind::pipe:
    case Description::Kind::opaque:
      return Treatment::may_block;
  }
  return Treatment::may_block;
}

// By another process, or by another descriptor of this one.
bool is_shared(const Description* description) {
  return description != nullptr && description->kind == Description::Kind::file && description->holders > 1;
}

Treatment treat_close(const Actor& actor, const Description* description, const Scene& scene) {
  if (description == nullptr || description->kind == Description::Kind::outside) return Treatment::local;
  if (description->kind != Description::Kind::file) return Treatment::visible;
  const bool releases = description->flock || description->record_lock || description->holders > 1 ||
                        tells_of_close(description->node, scene);
  return releases || actor.process->record_locks.contains(description->node) ? Treatment::visible : Treatment::local;
}

Treatment treat_descriptor_control(const Pending& pending) {
  switch (static_cast<int>(pending.operation.flags)) {
    case F_SETLKW:
    case F_OFD_SETLKW:
      return Treatment::may_block;
    case F_SETLK:
    case F_GETLK:
    case F_OFD_SETLK:
    case F_OFD_GETLK:
      return Treatment::visible;
    case F_SETFL:
    case F_GETFL:
      return is_shared(pending.description.get()) ? Treatment::visible : Treatment::local;
    default:
      return Treatment::local;
  }
}

bool counts_what_is_there(const Pending& pending) {
  return pending.arguments[1] == FIONREAD && pending.description &&
         pending.description->kind == Description::Kind::pipe;
}

Treatment treat(const Actor& actor, const Pending& pending, const Scene& scene) {
  switch (pending.row.effect) {
    case Effect::open:
      return pending.place.inside || is_process_file(pending) ? Treatment::visible : Treatment::local;
    case Effect::look:
      if (is_probe(pending)) return Treatment::answered;
      return pending.place.inside || is_process_file(pending) ? Treatment::visible : Treatment::local;
    case Effect::list:
    case Effect::resize:
    case Effect::touch:
    case Effect::attributes:
    case Effect::make_directory:
    case Effect::make_node:
    case Effect::remove_file:
    case Effect::remove_directory:
    case Effect::sync:
      return pending.place.inside ? Treatment::visible : Treatment::local;
    case Effect::rename:
    case Effect::link:
    case Effect::symlink:
      return pending.place.inside || pending.place2.inside ? Treatment::visible : Treatment::local;
    case Effect::read:
    case Effect::write:
      return treat_transfer(pending);
    case Effect::close:
      return treat_close(actor, pending.description.get(), scene);
    case Effect::duplicate_to:
      return treat_close(actor, actor.process->table.find(static_cast<int>(pending.operation.value)), scene);
    case Effect::flock:
      return (pending.operation.flags & (LOCK_NB | LOCK_UN)) != 0 ? Treatment::visible : Treatment::may_block;
    case Effect::descriptor_control:
      return treat_descriptor_control(pending);
    case Effect::fork:
    case Effect::exec:
    case Effect::exit:
    case Effect::send_signal:
    case Effect::parent:
    case Effect::parent_death:
    case Effect::yield:
    case Effect::close_range:
    case Effect::timer_file_set:
    case Effect::timer_file_get:
    case Effect::watch:
    case Effect::unwatch:
    case Effect::unknown:
      return Treatment::visible;
    case Effect::wait_child:
    case Effect::wait_signal:
    case Effect::transfer:
    case Effect::poll:
      return Treatment::may_block;
    case Effect::futex: {
      const int command = static_cast<int>(pending.operation.flags) & FUTEX_CMD_MASK;
      const bool waits = command == FUTEX_WAIT || command == FUTEX_WAIT_BITSET || command == FUTEX_LOCK_PI;
      if (waits) return Treatment::may_block;
      return actor.process->threads == 1 ? Treatment::local : Treatment::visible;
    }
    case Effect::sleep:
    case Effect::sleep_clock:
      return Treatment::asleep;
    case Effect::change_directory:
      return pending.place.inside ? Treatment::visible : Treatment::local;
    case Effect::seek: {
      const bool looks = pending.place.inside && pending.operation.flags > SEEK_CUR;
      return looks || is_shared(pending.description.get()) ? Treatment::visible : Treatment::local;
    }
    case Effect::harmless:
    case Effect::map_memory:
    case Effect::duplicate:
    case Effect::new_pipe:
    case Effect::new_socket:
    case Effect::new_event:
    case Effect::new_timer_file:
    case Effect::new_watcher:
    case Effect::new_opaque:
    case Effect::process_control:
      return Treatment::local;
    case Effect::device_control:
      return counts_what_is_there(pending) ? Treatment::visible : Treatment::local;
    default:
      return Treatment::answered;
  }
}

template <typename Time>
std::int64_t nanoseconds_at(const Actor& actor, std::uint64_t address) {
  if (address == 0) return -1;
  const auto time = actor.tracee.read<Time>(address);
  const std::int64_t whole_ns = std::min(time.tv_sec, kSecondsMax) * 1'000'000'000;
  if constexpr (requires { time.tv_nsec; })
    return whole_ns + time.tv_nsec;
  else
    return whole_ns + time.tv_usec * 1'000;
}

}  // namespace

void locate(const Actor& actor, const FileTree& files, Pending& pending) {
  const CallRow& row = pending.row;
  if (!pending.path.empty()) {
    const int directory = row.directory >= 0 ? descriptor(pending, row.directory) : AT_FDCWD;
    pending.place = resolve(actor, files, directory, pending.path, follows(pending));
    pending.operation.path = shown(files, pending.place, pending.path);
  }
  if (!pending.path2.empty()) {
    const int directory = row.directory2 >= 0 ? descriptor(pending, row.directory2) : AT_FDCWD;
    pending.place2 = resolve(actor, files, directory, pending.path2, false);
    pending.operation.path2 = shown(files, pending.place2, pending.path2);
  }
}

Pending decode(const Actor& actor, const tracee::arch::Registers& registers, const Scene& scene) {
  Pending pending;
  pending.number = tracee::arch::call_number(registers);
  pending.arguments = arguments_of(registers);
  pending.row = call_row(pending.number);
  model::Operation& operation = pending.operation;
  operation.number = static_cast<std::uint16_t>(pending.number);
  operation.flags = argument(pending, pending.row.flags);
  operation.value = static_cast<std::int64_t>(argument(pending, pending.row.value));
  if (pending.number == SYS_creat) operation.flags = O_CREAT | O_WRONLY | O_TRUNC;
  try {
    decode_paths(actor, pending);
    locate(actor, scene.files, pending);
    decode_descriptor(actor, pending);
    decode_data(actor, pending);
  } catch (const std::system_error&) {
    pending.treatment = Treatment::local;  // EFAULT: let the kernel say so
    return pending;
  }
  if (pending.number == SYS_unlinkat && (operation.flags & AT_REMOVEDIR) != 0)
    pending.row.effect = Effect::remove_directory;
  if (pending.number == SYS_prctl && pending.arguments[0] == PR_SET_PDEATHSIG) {
    pending.row.effect = Effect::parent_death;
    operation.value = static_cast<std::int64_t>(pending.arguments[1]);
  }
  pending.treatment = treat(actor, pending, scene);
  return pending;
}

std::int64_t time_out_ns(const Actor& actor, const Pending& pending, std::int64_t monotonic_ns,
                         std::int64_t realtime_ns) try {
  const auto& arguments = pending.arguments;
  const auto milliseconds = [](std::uint64_t value) {
    const auto ms = static_cast<std::int32_t>(value);
    return ms < 0 ? std::int64_t{-1} : ms * 1'000'000LL;
  };
  switch (pending.number) {
    case SYS_poll:
      return milliseconds(arguments[2]);
    case SYS_epoll_wait:
    case SYS_epoll_pwait:
      return milliseconds(arguments[3]);
    case SYS_ppoll:
    case SYS_rt_sigtimedwait:
      return nanoseconds_at<timespec>(actor, arguments[2]);
    case SYS_pselect6:
      return nanoseconds_at<timespec>(actor, arguments[4]);
    case SYS_epoll_pwait2:
      return nanoseconds_at<timespec>(actor, arguments[3]);
    case SYS_select:
      return nanoseconds_at<timeval>(actor, arguments[4]);
    case SYS_futex: {
      const std::int64_t given_ns = nanoseconds_at<timespec>(actor, arguments[3]);
      const auto operation = static_cast<int>(arguments[1]);
      if (given_ns < 0 || (operation & FUTEX_CMD_MASK) == FUTEX_WAIT) return given_ns;
      const std::int64_t now_ns = (operation & FUTEX_CLOCK_REALTIME) != 0 ? realtime_ns : monotonic_ns;
      return std::max<std::int64_t>(given_ns - now_ns, 0);
    }
    default:
      return -1;
  }
} catch (const std::system_error&) {
  return -1;  // EFAULT, says the kernel
}

namespace {

// Datagrams wait for room at whoever receives them.
bool waits_for_receiver(const Pending& pending) {
  const auto is_one_of = [&](std::initializer_list<long> calls) {
    return std::ranges::find(calls, pending.number) != calls.end();
  };
  if (pending.description->socket->type != SOCK_DGRAM || pending.row.effect == Effect::read) return false;
  if (is_one_of({SYS_recvfrom, SYS_recvmsg})) return false;
  const DescriptionPtr peer = pending.description->socket->peer.lock();
  return !peer || peer->id != pending.description->id;
}

}  // namespace

std::vector<Object> waits_for(const Actor& actor, const Pending& pending) {
  switch (pending.row.effect) {
    case Effect::flock:
      return {{Object::Kind::flock, pending.place.node, 0}};
    case Effect::descriptor_control:
      return {{Object::Kind::record_lock, pending.place.node, 0}};
    case Effect::wait_child:
      return {{Object::Kind::process, static_cast<std::uint64_t>(actor.process->pid), 1}};
    case Effect::futex:
      return {{Object::Kind::futex, pending.arguments[0], 0}};
    case Effect::read:
    case Effect::write:
      if (pending.description && pending.description->socket && waits_for_receiver(pending)) break;
      if (pending.description && pending.description->kind == Description::Kind::pipe)
        return {event_object(*pending.description)};
      break;
    case Effect::poll:
      if (std::vector<Object> watchers = polled_watchers(actor, pending); !watchers.empty()) return watchers;
      break;
    case Effect::transfer: {
      const bool between_two = pending.number == SYS_sendfile || pending.number == SYS_splice ||
                               pending.number == SYS_copy_file_range || pending.number == SYS_connect;
      if (!between_two && pending.description && pending.description->socket && !waits_for_receiver(pending))
        return {{Object::Kind::pipe, pending.description->id, 0}};
      break;
    }
    case Effect::wait_signal:
      return {};
    default:
      break;
  }
  return {{Object::Kind::outside, 0, 0}};  // anything
}

}  // namespace lockproof::world
