#include "world/port_choice.h"

#include <fmt/format.h>
#include <sys/socket.h>
#include <sys/syscall.h>

#include <algorithm>
#include <span>
#include <utility>
#include <vector>

namespace lockproof::world {
namespace {

constexpr std::uint32_t kPortFirst = 32768;  // as net.ipv4.ip_local_port_range
constexpr std::uint32_t kPorts = 28232;
constexpr std::uint32_t kChoicesOfActor = 256;  // then those of the next one

// The name that bind(2) gives, in unix(7), or a port. Actors have names of their own, so that it does not matter who
// of them comes first.
SocketAddress next_choice(Actor& actor, SocketAddress wanted) {
  const std::uint32_t number = static_cast<std::uint32_t>(actor.index) * kChoicesOfActor + actor.address_choices++;
  if (wanted.family == AF_UNIX)
    wanted.host = fmt::format("{:05x}", number & 0xfffffU);
  else
    wanted.port = static_cast<std::uint16_t>(kPortFirst + number % kPorts);
  return wanted;
}

class Preparation {
 public:
  Preparation(Actor& actor, Scene& scene)
      : actor_(actor), pending_(actor.pending), scene_(scene), socket_(*pending_.description->socket) {}
  bool make();

 private:
  bool bind(const SocketAddress& wanted);
  bool needs_port() const;
  void start_connection();

  Actor& actor_;
  Pending& pending_;
  Scene& scene_;
  Socket& socket_;
};

// The socket gets an address like `wanted` that is free. False: it cannot have one, as the call will tell.
bool Preparation::bind(const SocketAddress& wanted) {
  SocketAddress address;
  do {
    address = next_choice(actor_, wanted);
    pending_.operation.accesses.push_back({address_object(address, socket_.type), true});
  } while (scene_.is_taken(address, socket_.type));
  if (!actor_.tracee.bind_socket(pending_.operation.fd, sockaddr_bytes(address, socket_.family))) return false;
  scene_.give_address(pending_.description, std::move(address));
  return true;
}

bool Preparation::needs_port() const {
  if (socket_.family == AF_UNIX || socket_.address) return false;
  switch (pending_.number) {
    case SYS_listen:
      return socket_.is_stream();
    case SYS_connect:
      return pending_.address.has_value();
    case SYS_sendto:
    case SYS_sendmsg:
      return socket_.type == SOCK_DGRAM && pending_.address;
    default:
      return false;
  }
}

// Which would sleep until it is made, although that takes no time.
void Preparation::start_connection() {
  const DescriptionPtr listener = scene_.receiver(*pending_.address, socket_);
  if (listener && listener->socket->backlog.size() > listener->socket->queue_max)
    scene_.does_not_model("a connection to whoever has a full queue of them (TCP)");
  std::vector<std::byte> address(std::min<std::size_t>(pending_.arguments[2], sizeof(sockaddr_storage)));
  actor_.tracee.read(pending_.arguments[1], address);
  actor_.tracee.start_connection(pending_.operation.fd, address);
  socket_.is_connecting = true;
}

bool Preparation::make() {
  const auto& address = pending_.address;
  if (pending_.number == SYS_bind) {
    const bool is_open =
        address && !socket_.address && address->port == 0 && address->host.empty() == (socket_.family == AF_UNIX);
    return is_open && (address->family == AF_UNIX) == (socket_.family == AF_UNIX) && bind(*address);
  }
  if (needs_port()) bind(wildcard(socket_.family, 0));
  if (!socket_.is_tcp()) return false;
  if (pending_.number == SYS_connect || pending_.number == SYS_listen)
    actor_.tracee.send_at_once(pending_.operation.fd);
  if (pending_.number == SYS_connect && address && !socket_.is_connecting && socket_.peer.expired()) start_connection();
  return false;
}

}  // namespace

bool prepare_socket(Actor& actor, Scene& scene) {
  const Pending& pending = actor.pending;
  if (pending.row.effect != Effect::transfer || !pending.description || !pending.description->socket) return false;
  return Preparation(actor, scene).make();
}

}  // namespace lockproof::world
