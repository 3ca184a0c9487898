#include "world/socket_calls.h"

#include <fcntl.h>
#include <linux/rtnetlink.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <array>
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
constexpr int kPeerPidfd = 77;                          // SO_PEERPIDFD
constexpr std::uint64_t kBytesOnTheWayMax = 32 * 1024;  // in one connection; any has room for so many

// What sockets are told, or tell, that depends on the machine's time or on its chance.
struct Option {
  bool sets;
  int level;
  int number;
  const char* reason;
};
constexpr std::array kOptions = {
    Option{true, SOL_SOCKET, SO_RCVTIMEO, "a time-out of a socket (SO_RCVTIMEO, SO_SNDTIMEO)"},
    Option{true, SOL_SOCKET, SO_SNDTIMEO, "a time-out of a socket (SO_RCVTIMEO, SO_SNDTIMEO)"},
    Option{true, SOL_SOCKET, SO_REUSEPORT, "a port that several sockets share (SO_REUSEPORT)"},
    Option{true, SOL_SOCKET, SO_TIMESTAMP, "time stamps of what is received (SO_TIMESTAMP)"},
    Option{true, SOL_SOCKET, SO_TIMESTAMPNS, "time stamps of what is received (SO_TIMESTAMP)"},
    Option{true, SOL_SOCKET, SO_TIMESTAMPING, "time stamps of what is received (SO_TIMESTAMP)"},
    Option{true, IPPROTO_TCP, TCP_CORK, "data that are held back (TCP_CORK)"},
    Option{true, IPPROTO_TCP, TCP_DEFER_ACCEPT, "a connection that is held back (TCP_DEFER_ACCEPT)"},
    Option{true, IPPROTO_TCP, TCP_FASTOPEN, "data that come with a connection (TCP_FASTOPEN)"},
    Option{true, IPPROTO_TCP, TCP_FASTOPEN_CONNECT, "data that come with a connection (TCP_FASTOPEN)"},
    Option{true, IPPROTO_IP, IP_ADD_MEMBERSHIP, "a group of hosts (IP_ADD_MEMBERSHIP)"},
    Option{true, IPPROTO_IPV6, IPV6_JOIN_GROUP, "a group of hosts (IPV6_JOIN_GROUP)"},
    Option{false, SOL_SOCKET, kPeerPidfd, "a descriptor of a process (SO_PEERPIDFD)"},
    Option{false, SOL_SOCKET, SO_COOKIE, "the number of a socket on this machine (SO_COOKIE)"},
    Option{false, IPPROTO_TCP, TCP_INFO, "how a connection fares (TCP_INFO)"},
};
constexpr std::size_t kControlBytesMax = 1 << 17;

static_assert(SOCK_CLOEXEC == O_CLOEXEC);

bool is_modelled(int family, int type, std::uint64_t protocol) {
  if (family == AF_UNIX) return true;
  if (family == AF_NETLINK) return protocol == NETLINK_ROUTE;  // whoever looks names up asks which hosts there are
  if (family != AF_INET && family != AF_INET6) return false;
  return (type == SOCK_STREAM && (protocol == 0 || protocol == IPPROTO_TCP)) ||
         (type == SOCK_DGRAM && (protocol == 0 || protocol == IPPROTO_UDP));
}

// Where goes what is sent without an address.
DescriptionPtr receiver(const Description& from, Scene& scene) {
  return from.socket->remote ? scene.receiver(*from.socket->remote, *from.socket) : from.socket->peer.lock();
}

void note_arrived(const DescriptionPtr& at, std::int64_t bytes, Scene& scene) {
  if (!at || !at->socket) return;
  Socket& socket = *at->socket;
  socket.arrived += socket.is_stream() ? static_cast<std::uint64_t>(bytes) : 1;
  if (socket.is_tcp() && socket.arrived - socket.received > kBytesOnTheWayMax)
    scene.does_not_model("more than 32 KiB that are on their way in a connection (TCP)");
}

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
  DescriptionPtr new_end(int family, int type);
  const Description& own() const { return *pending_.description; }
  Socket* socket() const { return pending_.description ? pending_.description->socket.get() : nullptr; }
  void bind();
  void bind_to(const SocketAddress& address);
  void listen();
  DescriptionPtr addressee();
  void connect();
  void disconnect();
  void accept();
  void send();
  bool only_asks() const;
  void send_descriptors(const DescriptionPtr& to);
  void receive_message();
  void receive(const msghdr& message, std::uint64_t flags);
  void move_data();
  void look_at_option();
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

DescriptionPtr SocketCall::new_end(int family, int type) {
  const DescriptionPtr end = scene_.describe(Description::Kind::pipe, 0, "(socket)");
  end->socket = std::make_unique<Socket>();
  end->socket->family = family;
  end->socket->type = family == AF_UNIX && type == SOCK_RAW ? SOCK_DGRAM : type;
  return end;
}

void SocketCall::make() {
  if (failed()) return;
  const bool close_on_exec = (pending_.arguments[1] & SOCK_CLOEXEC) != 0;
  const auto family = static_cast<int>(pending_.arguments[0]);
  if (is_modelled(family, type(), pending_.arguments[2]))
    return install_descriptor(*actor_.process, static_cast<int>(result_), new_end(family, type()), close_on_exec,
                              operation_);
  const bool is_network = family == AF_INET || family == AF_INET6;
  operation_.path = is_network ? "a socket of the network that is neither TCP nor UDP"
                               : "a socket of another family than AF_UNIX, AF_INET, AF_INET6, AF_NETLINK";
  scene_.does_not_model(operation_.path);
  install_descriptor(*actor_.process, static_cast<int>(result_),
                     scene_.describe(Description::Kind::opaque, 0, operation_.path), close_on_exec, operation_);
}

void SocketCall::make_pair() {
  if (failed()) return;
  const auto numbers = actor_.tracee.read<std::array<int, 2>>(pending_.arguments[3]);
  const DescriptionPtr first = new_end(AF_UNIX, type());
  const DescriptionPtr second = new_end(AF_UNIX, type());
  second->id = first->id;  // the object that both ends share
  first->socket->peer = second;
  second->socket->peer = first;
  const bool close_on_exec = (pending_.arguments[1] & SOCK_CLOEXEC) != 0;
  install_descriptor(*actor_.process, numbers[0], first, close_on_exec, operation_);
  install_descriptor(*actor_.process, numbers[1], second, close_on_exec, operation_);
}

void SocketCall::bind() {
  writes(Kind::pipe, own().id);
  if (pending_.address) return bind_to(*pending_.address);
  if (failed()) return reads_name(pending_.place);
  if (socket()->family == AF_NETLINK) return;
  if (pending_.path.empty()) return leaves_the_world("a socket that is bound to an address of an unknown kind");
  if (!pending_.place.inside) return leaves_the_world("a socket that is bound to a path outside of the world");
  writes_name(pending_.place);
  const NodeId node = scene_.files.create(pending_.place, Node::Type::other, scene_.file_time_ns());
  scene_.bound_sockets[node] = pending_.description;
}

// Which address it is, if that is any, has been chosen before: see port_choice.h.
void SocketCall::bind_to(const SocketAddress& address) {
  if (result_ == -EADDRNOTAVAIL && !address.is_of_this_host())
    return leaves_the_world("a socket that is bound to " + to_string(address) + ", outside of the world");
  const SocketAddress& taken = !failed() && socket()->address ? *socket()->address : address;
  operation_.path = to_string(taken);
  const model::Object object = address_object(taken, socket()->type);
  if (failed()) return reads(object.kind, object.a, object.b);
  writes(object.kind, object.a, object.b);
  if (!socket()->address) scene_.give_address(pending_.description, address);
}

void SocketCall::listen() {
  writes(Kind::pipe, own().id);
  if (failed()) return;
  socket()->listens = true;
  socket()->queue_max = static_cast<std::size_t>(pending_.arguments[1]);
  if (!socket()->address) return;
  const model::Object object = address_object(*socket()->address, socket()->type);
  writes(object.kind, object.a, object.b);
}

// Who is at the address that the call names; the access to the address is written down.
DescriptionPtr SocketCall::addressee() {
  if (pending_.address) {
    const SocketAddress& address = *pending_.address;
    if (!address.is_of_this_host()) leaves_the_world("what goes to " + to_string(address) + ", outside of the world");
    const model::Object object = address_object(address, socket()->type);
    reads(object.kind, object.a, object.b);
    return scene_.receiver(address, *socket());
  }
  reads_name(pending_.place);
  if (!pending_.place.inside) {
    if (result_ != -ENOENT && result_ != -ENOTDIR)  // so it stays
      leaves_the_world("a socket that is connected to " + pending_.path + ", outside of the world");
    return nullptr;
  }
  const auto found = scene_.bound_sockets.find(pending_.place.node);
  return found == scene_.bound_sockets.end() ? nullptr : found->second;
}

void SocketCall::connect() {
  writes(Kind::pipe, own().id);
  if (pending_.path.empty() && !pending_.address) return disconnect();
  const DescriptionPtr other = addressee();
  if (other) writes(Kind::pipe, other->id);
  const bool is_made = !failed() || (socket()->is_tcp() && result_ == -EINPROGRESS);
  if (!is_made) socket()->is_connecting = false;
  if (!is_made || !socket()->peer.expired()) return;
  if (socket()->type == SOCK_DGRAM) {
    if (socket()->family == AF_UNIX)
      socket()->peer = other;
    else
      socket()->remote = pending_.address;
    return;
  }
  if (!other) return;
  const DescriptionPtr end = new_end(socket()->family, socket()->type);
  end->id = own().id;
  end->socket->peer = pending_.description;
  socket()->peer = end;
  if (other->socket->address) scene_.give_address(end, *other->socket->address);
  other->socket->backlog.push_back(end);
}

// AF_UNSPEC.
void SocketCall::disconnect() {
  if (failed()) return;
  if (socket()->type != SOCK_DGRAM) return scene_.does_not_model("a connection that is dissolved (AF_UNSPEC)");
  socket()->peer.reset();
  socket()->remote.reset();
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
  if (socket()->family != AF_UNIX) return numbers;
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

void SocketCall::send() {
  const bool is_addressed = socket()->type == SOCK_DGRAM && (pending_.address || !pending_.path.empty());
  const DescriptionPtr other = is_addressed ? addressee() : receiver(own(), scene_);
  writes(Kind::pipe, own().id);
  if (other && other->id != own().id) writes(Kind::pipe, other->id);
  if (failed()) return;
  if (socket()->family == AF_NETLINK && !only_asks()) scene_.does_not_model("a change of the network (AF_NETLINK)");
  if (pending_.number == SYS_sendmsg) send_descriptors(other);
  note_arrived(other, result_, scene_);
}

// rtnetlink(7).
bool SocketCall::only_asks() const {
  std::uint64_t at = pending_.arguments[1];
  if (pending_.number == SYS_sendmsg) {
    const auto message = actor_.tracee.read<msghdr>(at);
    at = reinterpret_cast<std::uint64_t>(
        actor_.tracee.read<iovec>(reinterpret_cast<std::uint64_t>(message.msg_iov)).iov_base);
  }
  const auto header = actor_.tracee.read<nlmsghdr>(at);
  const bool gets = header.nlmsg_type >= RTM_BASE && (header.nlmsg_type - RTM_BASE) % 4 == 2;  // new, delete, get, set
  return gets && header.nlmsg_len == static_cast<std::uint64_t>(result_);
}

void SocketCall::send_descriptors(const DescriptionPtr& to) {
  const std::vector<int> numbers = descriptors_in(actor_.tracee.read<msghdr>(pending_.arguments[1]));
  if (numbers.empty()) return;
  if (!to || !socket()->is_counted || !to->socket->is_counted)
    return scene_.does_not_model("a descriptor that is sent nobody knows where (SCM_RIGHTS)");
  Parcel parcel = {.position = to->socket->arrived, .contents = {}};
  for (const int number : numbers) {
    DescriptionPtr sent = actor_.process->table.share(number);
    if (!sent) return scene_.does_not_model("a descriptor of unknown origin that is sent (SCM_RIGHTS)");
    writes(Kind::description, sent->id);
    ++sent->holders;
    parcel.contents.push_back(std::move(sent));
  }
  to->socket->parcels.push_back(std::move(parcel));
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
    if (end->socket->is_tcp()) scene_.does_not_model("data that are spliced into a connection (TCP)");
    if (!end->socket->parcels.empty())
      scene_.does_not_model("a descriptor that is sent along with data that are spliced");
  }
}

void SocketCall::look_at_option() {
  if (failed()) return;
  const bool sets = pending_.number == SYS_setsockopt;
  const auto level = static_cast<int>(pending_.arguments[1]);
  const auto number = static_cast<int>(pending_.arguments[2]);
  for (const Option& option : kOptions)
    if (option.sets == sets && option.level == level && option.number == number) scene_.does_not_model(option.reason);
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
    case SYS_listen:
      return listen();
    case SYS_sendto:
    case SYS_sendmsg:
      return send();
    case SYS_recvmsg:
      return receive_message();
    case SYS_recvfrom:
      if (!failed() && (pending_.arguments[3] & MSG_PEEK) == 0)
        note_received(*pending_.description, result_, operation_);
      break;
    case SYS_setsockopt:
    case SYS_getsockopt:
      look_at_option();
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

void settle_network_control(const Pending& pending, Scene& scene) {
  constexpr std::uint64_t kOfNetwork = 0x8900;
  constexpr std::array<std::uint64_t, 9> kOnlyAsk = {SIOCATMARK,   SIOCGIFNAME,   SIOCGIFCONF,
                                                     SIOCGIFFLAGS, SIOCGIFADDR,   SIOCGIFNETMASK,
                                                     SIOCGIFMTU,   SIOCGIFHWADDR, SIOCGIFINDEX};
  const std::uint64_t request = pending.arguments[1];
  const bool is_harmless = std::ranges::find(kOnlyAsk, request) != kOnlyAsk.end();
  if (pending.operation.result >= 0 && (request & ~std::uint64_t{0xff}) == kOfNetwork && !is_harmless)
    scene.does_not_model("a change of the network (ioctl)");
}

void note_sent(Description& description, std::int64_t result, model::Operation& operation, Scene& scene) {
  if (!description.socket) return;
  if (description.socket->family == AF_NETLINK) scene.does_not_model("a change of the network (AF_NETLINK)");
  const DescriptionPtr other = receiver(description, scene);
  if (!other) return;
  if (other->id != description.id) operation.accesses.push_back({{Kind::pipe, other->id, 0}, true});
  if (result >= 0) note_arrived(other, result, scene);
}

// Descriptors that came with what is read, and were not asked for, are closed.
void note_received(Description& description, std::int64_t bytes, model::Operation& operation) {
  if (!description.socket) return;
  Socket& socket = *description.socket;
  socket.received += socket.is_stream() ? static_cast<std::uint64_t>(bytes) : 1;
  while (!socket.parcels.empty() && socket.parcels.front().position < socket.received) {
    discard(socket.parcels.front(), operation);
    socket.parcels.pop_front();
  }
}

}  // namespace lockproof::world
