#include "world/socket_address.h"

#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/un.h>

#include <string_view>

namespace lockproof::world {
namespace {

using namespace std::string_literals;

SocketAddress four(std::string host, std::uint16_t port) {
  return {.family = AF_INET, .host = std::move(host), .port = port};
}
const SocketAddress kLoopback = four("\x7f\0\0\1"s, 80);
const SocketAddress kOther = four("\x7f\0\0\2"s, 80);
const SocketAddress kLoopback6 = {.family = AF_INET6, .host = std::string(15, '\0') + '\1', .port = 80};
const SocketAddress kName = {.family = AF_UNIX, .host = "a\0b"s};

TEST(SocketAddress, IsReadFromWhatItIsWrittenTo) {
  for (const SocketAddress& address : {kLoopback, kOther, kLoopback6, kName})
    EXPECT_EQ(socket_address(sockaddr_bytes(address, address.family)), address);
  EXPECT_EQ(socket_address(sockaddr_bytes(kLoopback, AF_INET6)), kLoopback);  // in the form of IPv6
  EXPECT_EQ(socket_address(sockaddr_bytes(wildcard(AF_INET6, 7), AF_INET6)), wildcard(AF_INET6, 7));
}

TEST(SocketAddress, IsNoneOfAPathOrOfAnUnknownFamily) {
  sockaddr_un path{};
  path.sun_family = AF_UNIX;
  path.sun_path[0] = 'p';
  EXPECT_FALSE(socket_address(std::as_bytes(std::span(&path, 1))));
  path.sun_family = AF_UNSPEC;
  EXPECT_FALSE(socket_address(std::as_bytes(std::span(&path, 1))));
  EXPECT_FALSE(socket_address(std::as_bytes(std::span(&path, 1)).first(1)));
}

TEST(SocketAddress, OfAnyNameHasNone) {
  const sa_family_t family = AF_UNIX;
  const auto address = socket_address(std::as_bytes(std::span(&family, 1)));
  ASSERT_TRUE(address);
  EXPECT_EQ(address->host, "");
}

TEST(SocketAddress, IsShownAsUsual) {
  EXPECT_EQ(to_string(kLoopback), "127.0.0.1:80");
  EXPECT_EQ(to_string(kLoopback6), "[::1]:80");
  EXPECT_EQ(to_string(kName), "@a@b");
}

TEST(SocketAddress, IsOfThisHostIfItIsLoopbackOrAll) {
  for (const SocketAddress& address :
       {kLoopback, kOther, kLoopback6, kName, wildcard(AF_INET, 1), wildcard(AF_INET6, 1)})
    EXPECT_TRUE(address.is_of_this_host()) << to_string(address);
  EXPECT_FALSE(four("\x0a\0\0\1"s, 80).is_of_this_host());
}

TEST(SocketAddress, ReachesWhoeverIsBoundToItOrToAll) {
  EXPECT_TRUE(reaches(kLoopback, kLoopback));
  EXPECT_TRUE(reaches(kOther, wildcard(AF_INET, 80)));
  EXPECT_TRUE(reaches(kOther, wildcard(AF_INET6, 80)));
  EXPECT_TRUE(reaches(wildcard(AF_INET, 80), kLoopback));
  EXPECT_TRUE(reaches(kName, kName));
  EXPECT_FALSE(reaches(kLoopback, kOther));
  EXPECT_FALSE(reaches(kLoopback6, wildcard(AF_INET, 80)));
  EXPECT_FALSE(reaches(kLoopback, wildcard(AF_INET, 81)));
  EXPECT_FALSE(reaches(wildcard(AF_INET, 80), kOther));
}

TEST(SocketAddress, MeetsOthersAtItsPort) {
  EXPECT_EQ(address_object(kLoopback, SOCK_STREAM), address_object(wildcard(AF_INET6, 80), SOCK_STREAM));
  EXPECT_NE(address_object(kLoopback, SOCK_STREAM), address_object(kLoopback, SOCK_DGRAM));
  EXPECT_NE(address_object(kLoopback, SOCK_STREAM), address_object(four("\x7f\0\0\1"s, 81), SOCK_STREAM));
}

}  // namespace
}  // namespace lockproof::world
