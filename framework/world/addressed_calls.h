// For tests of sockets: calls with addresses that are no paths, and the operations that come of them.
#pragma once

#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <string>
#include <string_view>
#include <vector>

#include "model/trace.h"
#include "world/socket_address.h"

namespace lockproof::world {

inline SocketAddress loopback(std::uint16_t port, int family = AF_INET) {
  SocketAddress address = wildcard(family, port);
  if (family == AF_INET) address.host[0] = 127;
  address.host.back() = 1;
  return address;
}
inline SocketAddress abstract(std::string_view name) {
  return {.family = AF_UNIX, .host = std::string(name)};
}

template <typename Call>
int with_address(Call call, int socket, const SocketAddress& address) {
  const std::vector<std::byte> bytes = sockaddr_bytes(address, address.family);
  return call(socket, reinterpret_cast<const sockaddr*>(bytes.data()), static_cast<socklen_t>(bytes.size()));
}
inline ssize_t send_to(int socket, const char* text, const SocketAddress& address, int flags = 0) {
  const std::vector<std::byte> bytes = sockaddr_bytes(address, address.family);
  return sendto(socket, text, std::strlen(text), flags, reinterpret_cast<const sockaddr*>(bytes.data()),
                static_cast<socklen_t>(bytes.size()));
}
template <typename Call>
std::string address_from(Call call, int socket) {
  sockaddr_storage storage{};
  socklen_t size = sizeof storage;
  call(socket, reinterpret_cast<sockaddr*>(&storage), &size);
  const auto address = socket_address(std::as_bytes(std::span(&storage, 1)).first(size));
  return address ? to_string(*address) : "none";
}
inline const char* error_name(int result) {
  return result == 0 ? "ok" : strerrorname_np(errno);
}
inline std::string result_text(ssize_t result) {
  return result < 0 ? strerrorname_np(errno) : std::to_string(result);
}

struct Tcp {
  static constexpr int family = AF_INET, type = SOCK_STREAM;
  static SocketAddress address() { return loopback(4711); }
};
struct Udp {
  static constexpr int family = AF_INET, type = SOCK_DGRAM;
  static SocketAddress address() { return loopback(4711); }
};
struct Tcp6 {
  static constexpr int family = AF_INET6, type = SOCK_STREAM;
  static SocketAddress address() { return loopback(4711, AF_INET6); }
};
struct Abstract {
  static constexpr int family = AF_UNIX, type = SOCK_STREAM;
  static SocketAddress address() { return abstract("lock"); }
};
struct AbstractDatagram {
  static constexpr int family = AF_UNIX, type = SOCK_DGRAM;
  static SocketAddress address() { return abstract("lock"); }
};

// The first operation of the actor with this name.
inline const model::Operation* find_operation(const model::Trace& trace, int number, std::string_view name) {
  const auto found = std::ranges::find_if(trace.events, [&](const model::Event& event) {
    return event.kind == model::Event::Kind::operation && event.actor == number - 1 &&
           model::call_name(event.operation.number) == name;
  });
  return found == trace.events.end() ? nullptr : &found->operation;
}

inline bool meet(const model::Trace& trace, std::string_view first, std::string_view second) {
  return conflict(*find_operation(trace, 1, first), *find_operation(trace, 2, second));
}

}  // namespace lockproof::world
