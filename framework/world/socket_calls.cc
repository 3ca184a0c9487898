#include "world/socket_calls.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "world/access_list.h"
#include "world/release.h"

namespace lockproof::world {
namespace {

using Kind = model::Object::Kind;

constexpr std::uint64_t kTypeMask = 0xf;
constexpr int kPeerPidfd = 77;  // SO_PEERPIDFD
constexpr std::size_t kControlBytesMax = 1 << 17;

static_assert(SOCK_CLOEXEC == O_CLOEXEC);

class SocketCall : private AccessList {
 public:
  SocketCall(Actor& actor, Pending& pending, Scene& scene)
      : AccessList(pending.operation), actor_(actor), pending_(pending), scene_(scene) {}
  void make();
  void make_pair();
  void run();

 private:
  bool failed() const { return result_ < 0; }
  int type() const { return static_cast<int>(pending_.arguments[1] & kTypeMask); }
  DescriptionPtr new_end();
  Socket* socket() const { return pending_.description ? pending_.description->socket.get() : nullptr; }
  void bind();
  void connect();
  void accept();
  void send_message();
  void receive_message();
  void receive(const msghdr& message, std::uint64_t flags);
  void move_data();
  std::vector<int> descriptors_in(const msghdr& message) const;
  void leaves_the_world(const std::string& what) {
    writes(Kind::outside, 0);
    scene_.does_not_model(what);
  }

  Actor& actor_;
  Pending& pending_;
  Scene& scene_;
  model::Operation& operation_ = pending_.operation;
  const std::int64_t result_ = operation_.result;
};

DescriptionPtr SocketCall::new_end() {
  const DescriptionPtr end = scene_.describe(Description::Kind::pipe, 0, "(socket)");
  end->socket = std::make_unique<Socket>();
  return end;
}

void SocketCall::make() {
  if (failed()) return;
  const bool close_on_exec = (pending_.arguments[1] & SOCK_CLOEXEC) != 0;
  const auto family = static_cast<int>(pending_.arguments[0]);
  if (family == AF_UNIX && type() != SOCK_DGRAM) {
    const DescriptionPtr end = new_end();
    end->socket->is_stream = type() == SOCK_STREAM;
    return install_descriptor(*actor_.process, static_cast<int>(result_), end, close_on_exec, operation_);
  }
  const bool is_network = family == AF_INET || family == AF_INET6;
  const char* reason = family == AF_UNIX ? "a datagram socket (AF_UNIX, SOCK_DGRAM)"
                       : is_network      ? "a socket of the network (AF_INET)"
                                         : "a socket of another family than AF_UNIX";
  scene_.does_not_model(reason);
  operation_.path = reason;
  install_descriptor(*actor_.process, static_cast<int>(result_),
                     scene_.describe(Description::Kind::opaque, 0, operation_.path), close_on_exec, operation_);
}

void SocketCall::make_pair() {
  if (failed()) return;
  const auto numbers = actor_.tracee.read<std::array<int, 2>>(pending_.arguments[3]);
  const DescriptionPtr first = new_end();
  const DescriptionPtr second = new_end();
  second->id = first->id;  // the object that both ends share
  first->socket->is_stream = second->socket->is_stream = type() == SOCK_STREAM;
  first->socket->peer = second;
  second->socket->peer = first;
  const bool close_on_exec = (pending_.arguments[1] & SOCK_CLOEXEC) != 0;
  install_descriptor(*actor_.process, numbers[0], first, close_on_exec, operation_);
  install_descriptor(*actor_.process, numbers[1], second, close_on_exec, operation_);
}

void SocketCall::bind() {
  writes(Kind::pipe, pending_.description->id);
  if (failed()) return reads_name(pending_.place);
  if (pending_.path.empty()) return leaves_the_world("a socket with an abstract address, which the whole machine sees");
  if (!pending_.place.inside) return leaves_the_world("a socket that is bound to a path outside of the world");
  writes_name(pending_.place);
  const NodeId node = scene_.files.create(pending_.place, Node::Type::other, scene_.file_time_ns());
  scene_.bound_sockets[node] = pending_.description;
}

void SocketCall::connect() {
  writes(Kind::pipe, pending_.description->id);
  if (pending_.path.empty())
    return leaves_the_world("a socket that is connected to an abstract address, which the whole machine sees");
  reads_name(pending_.place);
  if (!pending_.place.inside) {
    if (result_ == -ENOENT || result_ == -ENOTDIR) return;  // so it stays
    return leaves_the_world("a socket that is connected to " + pending_.path + ", outside of the world");
  }
  const auto found = scene_.bound_sockets.find(pending_.place.node);
  if (found == scene_.bound_sockets.end()) return;
  const DescriptionPtr& listener = found->second;
  writes(Kind::pipe, listener->id);
  if (failed()) return;
  const DescriptionPtr end = new_end();
  end->id = pending_.description->id;
  end->socket->is_stream = socket()->is_stream;
  end->socket->peer = pending_.description;
  socket()->peer = end;
  listener->socket->backlog.push_back(end);
}

void SocketCall::accept() {
  writes(Kind::pipe, pending_.description->id);
  if (failed()) return;
  auto& backlog = socket()->backlog;
  if (backlog.empty()) return scene_.does_not_model("a connection that nobody is known to have made (accept)");
  const bool close_on_exec = pending_.number == SYS_accept4 && (pending_.arguments[3] & SOCK_CLOEXEC) != 0;
  install_descriptor(*actor_.process, static_cast<int>(result_), backlog.front(), close_on_exec, operation_);
  backlog.pop_front();
}

// In all messages of kind SCM_RIGHTS.
std::vector<int> SocketCall::descriptors_in(const msghdr& message) const {
  std::vector<int> numbers;
  std::vector<std::byte> control(std::min<std::size_t>(message.msg_controllen, kControlBytesMax));
  if (control.size() < sizeof(cmsghdr)) return numbers;
  actor_.tracee.read(reinterpret_cast<std::uint64_t>(message.msg_control), control);
  msghdr local{};
  local.msg_control = control.data();
  local.msg_controllen = control.size();
  for (const cmsghdr* part = CMSG_FIRSTHDR(&local); part != nullptr;
       part = CMSG_NXTHDR(&local, const_cast<cmsghdr*>(part))) {
    if (part->cmsg_level != SOL_SOCKET || part->cmsg_type != SCM_RIGHTS) continue;
    std::vector<int> some((part->cmsg_len - CMSG_LEN(0)) / sizeof(int));
    std::memcpy(some.data(), CMSG_DATA(part), some.size() * sizeof(int));
    numbers.insert(numbers.end(), some.begin(), some.end());
  }
  return numbers;
}

void SocketCall::send_message() {
  writes(Kind::pipe, pending_.description->id);
  if (failed()) return;
  const std::vector<int> numbers = descriptors_in(actor_.tracee.read<msghdr>(pending_.arguments[1]));
  const DescriptionPtr peer = socket()->peer.lock();
  if (!numbers.empty()) {
    if (!peer || !socket()->is_counted || !peer->socket->is_counted)
      return scene_.does_not_model("a descriptor that is sent nobody knows where (SCM_RIGHTS)");
    Parcel parcel = {.position = socket()->sent, .contents = {}};
    for (const int number : numbers) {
      DescriptionPtr sent = actor_.process->table.share(number);
      if (!sent) return scene_.does_not_model("a descriptor of unknown origin that is sent (SCM_RIGHTS)");
      writes(Kind::description, sent->id);
      ++sent->holders;
      parcel.contents.push_back(std::move(sent));
    }
    peer->socket->parcels.push_back(std::move(parcel));
  }
  note_sent(*pending_.description, result_);
}

void SocketCall::receive_message() {
  writes(Kind::pipe, pending_.description->id);
  if (failed()) return;
  receive(actor_.tracee.read<msghdr>(pending_.arguments[1]), pending_.arguments[2]);
}

// The kernel hands out the descriptors of one parcel at a time, with the first of the bytes that they came with.
void SocketCall::receive(const msghdr& message, std::uint64_t flags) {
  const std::vector<int> numbers = descriptors_in(message);
  auto& parcels = socket()->parcels;
  if (!numbers.empty()) {
    if (parcels.empty() || parcels.front().contents.size() < numbers.size())
      return scene_.does_not_model("a descriptor of unknown origin that is received (SCM_RIGHTS)");
    const Parcel& parcel = parcels.front();
    for (std::size_t i = 0; i < numbers.size(); ++i) {
      writes(Kind::description, parcel.contents[i]->id);
      install_descriptor(*actor_.process, numbers[i], parcel.contents[i], (flags & MSG_CMSG_CLOEXEC) != 0, operation_);
    }
  }
  if ((flags & MSG_PEEK) == 0) note_received(*pending_.description, result_, operation_);
}

// splice(2) and its like have two descriptors.
void SocketCall::move_data() {
  writes(Kind::outside, 0);
  for (const auto fd : pending_.arguments) {
    const DescriptionPtr end = actor_.process->table.share(static_cast<int>(fd));
    if (!end || !end->socket) continue;
    end->socket->is_counted = false;
    if (!end->socket->parcels.empty())
      scene_.does_not_model("a descriptor that is sent along with data that are spliced");
  }
}

void SocketCall::run() {
  switch (pending_.number) {
    case SYS_sendfile:
    case SYS_splice:
    case SYS_copy_file_range:
      return move_data();
    default:
      break;
  }
  if (socket() == nullptr) return writes(Kind::outside, 0);
  switch (pending_.number) {
    case SYS_bind:
      return bind();
    case SYS_connect:
      return connect();
    case SYS_accept:
    case SYS_accept4:
      return accept();
    case SYS_sendmsg:
      return send_message();
    case SYS_recvmsg:
      return receive_message();
    case SYS_sendto:
      if (!failed()) note_sent(*pending_.description, result_);
      break;
    case SYS_recvfrom:
      if (!failed() && (pending_.arguments[3] & MSG_PEEK) == 0)
        note_received(*pending_.description, result_, operation_);
      break;
    case SYS_setsockopt: {
      const auto option = static_cast<int>(pending_.arguments[2]);
      if (pending_.arguments[1] == SOL_SOCKET && (option == SO_RCVTIMEO || option == SO_SNDTIMEO))
        scene_.does_not_model("a time-out of a socket (SO_RCVTIMEO, SO_SNDTIMEO)");
      break;
    }
    case SYS_getsockopt:
      if (pending_.arguments[1] == SOL_SOCKET && static_cast<int>(pending_.arguments[2]) == kPeerPidfd)
        scene_.does_not_model("a descriptor of a process (SO_PEERPIDFD)");
      break;
    default:
      break;
  }
  writes(Kind::pipe, pending_.description->id);
}

}  // namespace

void settle_new_socket(Actor& actor, Pending& pending, Scene& scene) {
  SocketCall call(actor, pending, scene);
  pending.number == SYS_socketpair ? call.make_pair() : call.make();
}

void settle_socket_call(Actor& actor, Pending& pending, Scene& scene) {
  SocketCall(actor, pending, scene).run();
}

void note_sent(Description& description, std::int64_t bytes) {
  if (!description.socket) return;
  description.socket->sent += description.socket->is_stream ? static_cast<std::uint64_t>(bytes) : 1;
}

// Descriptors that came with what is read, and were not asked for, are closed.
void note_received(Description& description, std::int64_t bytes, model::Operation& operation) {
  if (!description.socket) return;
  Socket& socket = *description.socket;
  socket.received += socket.is_stream ? static_cast<std::uint64_t>(bytes) : 1;
  while (!socket.parcels.empty() && socket.parcels.front().position < socket.received) {
    discard(socket.parcels.front(), operation);
    socket.parcels.pop_front();
  }
}

}  // namespace lockproof::world
