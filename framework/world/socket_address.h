// Addresses of sockets that are not paths: of the network (AF_INET, AF_INET6), and abstract ones (AF_UNIX).
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/operation.h"

namespace lockproof::world {

struct SocketAddress {
  int family = 0;          // AF_INET also for IPv4 in the form of IPv6
  std::string host{};      // 4 or 16 bytes, most significant first; AF_UNIX: the name, empty for any
  std::uint16_t port = 0;  // 0: any

  bool is_wildcard() const;
  bool is_of_this_host() const;
  friend bool operator==(const SocketAddress&, const SocketAddress&) = default;
};

// From a sockaddr. None: it is a path, or of another family.
std::optional<SocketAddress> socket_address(std::span<const std::byte> bytes);

// As a sockaddr for a socket of this family.
std::vector<std::byte> sockaddr_bytes(const SocketAddress& address, int family);

// All hosts, of a socket of this family.
SocketAddress wildcard(int family, std::uint16_t port);

// "127.0.0.1:80", "[::1]:80", "@name".
std::string to_string(const SocketAddress& address);

// What is sent to `wanted` comes to whoever is bound to `bound`.
bool reaches(const SocketAddress& wanted, const SocketAddress& bound);

// What calls meet at that are about the address. Hosts are not told apart: a wildcard meets all of them.
model::Object address_object(const SocketAddress& address, int type);

}  // namespace lockproof::world
