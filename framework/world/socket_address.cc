#include "world/socket_address.h"

#include <arpa/inet.h>
#include <fmt/format.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <xxhash.h>

#include <algorithm>
#include <array>
#include <cstring>
#include <string_view>

namespace lockproof::world {
namespace {

constexpr std::size_t kIPv4Bytes = 4;
constexpr std::string_view kMapped("\0\0\0\0\0\0\0\0\0\0\xff\xff", 12);  // ::ffff:0:0/96
constexpr std::string_view kLoopback4("\x7f\0\0\1", kIPv4Bytes);
constexpr std::string_view kLoopback6("\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\1", 16);

template <typename T>
std::string_view bytes_of(const T& value) {
  return {reinterpret_cast<const char*>(&value), sizeof value};
}

template <typename T>
std::vector<std::byte> copy_of(const T& value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  return {bytes.begin(), bytes.end()};
}

}  // namespace

bool SocketAddress::is_wildcard() const {
  return family != AF_UNIX && std::ranges::all_of(host, [](char byte) { return byte == 0; });
}

bool SocketAddress::is_of_this_host() const {
  return family == AF_UNIX || is_wildcard() || host == kLoopback6 ||
         (host.size() == kIPv4Bytes && host[0] == kLoopback4[0]);
}

std::optional<SocketAddress> socket_address(std::span<const std::byte> bytes) {
  sockaddr_storage storage{};
  const std::size_t size = std::min(bytes.size(), sizeof storage);
  std::memcpy(&storage, bytes.data(), size);
  if (size < sizeof storage.ss_family) return std::nullopt;
  const auto* text = reinterpret_cast<const char*>(&storage);
  switch (storage.ss_family) {
    case AF_UNIX: {
      constexpr std::size_t kNameAt = offsetof(sockaddr_un, sun_path);
      if (size == kNameAt) return SocketAddress{.family = AF_UNIX};
      if (text[kNameAt] != '\0') return std::nullopt;
      return SocketAddress{.family = AF_UNIX, .host = std::string(text + kNameAt + 1, size - kNameAt - 1)};
    }
    case AF_INET: {
      sockaddr_in address{};
      if (size < sizeof address) return std::nullopt;
      std::memcpy(&address, &storage, sizeof address);
      return SocketAddress{
          .family = AF_INET, .host = std::string(bytes_of(address.sin_addr)), .port = ntohs(address.sin_port)};
    }
    case AF_INET6: {
      sockaddr_in6 address{};
      if (size < offsetof(sockaddr_in6, sin6_scope_id)) return std::nullopt;
      std::memcpy(&address, &storage, sizeof address);
      const std::string_view host = bytes_of(address.sin6_addr);
      const bool is_mapped = host.starts_with(kMapped);
      return SocketAddress{.family = is_mapped ? AF_INET : AF_INET6,
                           .host = std::string(is_mapped ? host.substr(kMapped.size()) : host),
                           .port = ntohs(address.sin6_port)};
    }
    default:
      return std::nullopt;
  }
}

std::vector<std::byte> sockaddr_bytes(const SocketAddress& address, int family) {
  if (family == AF_UNIX) {
    sockaddr_un abstract{};
    abstract.sun_family = AF_UNIX;
    std::ranges::copy(address.host, abstract.sun_path + 1);
    std::vector<std::byte> bytes = copy_of(abstract);
    bytes.resize(offsetof(sockaddr_un, sun_path) + 1 + address.host.size());
    return bytes;
  }
  if (family == AF_INET) {
    sockaddr_in four{};
    four.sin_family = AF_INET;
    four.sin_port = htons(address.port);
    std::memcpy(&four.sin_addr, address.host.data(), sizeof four.sin_addr);
    return copy_of(four);
  }
  sockaddr_in6 six{};
  six.sin6_family = AF_INET6;
  six.sin6_port = htons(address.port);
  const std::string host = address.family == AF_INET ? std::string(kMapped) + address.host : address.host;
  std::memcpy(&six.sin6_addr, host.data(), sizeof six.sin6_addr);
  return copy_of(six);
}

SocketAddress wildcard(int family, std::uint16_t port) {
  return {.family = family, .host = std::string(family == AF_INET ? kIPv4Bytes : sizeof(in6_addr), '\0'), .port = port};
}

std::string to_string(const SocketAddress& address) {
  if (address.family == AF_UNIX) {
    std::string name = "@" + address.host;
    std::ranges::replace(name, '\0', '@');
    return name;
  }
  std::array<char, INET6_ADDRSTRLEN> text{};
  inet_ntop(address.family, address.host.data(), text.data(), text.size());
  const char* form = address.family == AF_INET ? "{}:{}" : "[{}]:{}";
  return fmt::format(fmt::runtime(form), text.data(), address.port);
}

bool reaches(const SocketAddress& wanted, const SocketAddress& bound) {
  if (wanted.family == AF_UNIX || bound.family == AF_UNIX) return wanted == bound;
  if (wanted.port != bound.port) return false;
  if (bound.is_wildcard()) return bound.family == AF_INET6 || wanted.family == AF_INET;
  if (!wanted.is_wildcard()) return wanted.host == bound.host;
  return bound.host == (wanted.family == AF_INET ? kLoopback4 : kLoopback6);
}

model::Object address_object(const SocketAddress& address, int type) {
  const std::string who = address.family == AF_UNIX ? "@" + address.host : std::to_string(address.port);
  return {model::Object::Kind::address, XXH3_64bits(who.data(), who.size()), static_cast<std::uint64_t>(type)};
}

}  // namespace lockproof::world
