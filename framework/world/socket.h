// One end of a connection between actors, or what listens for them, or what datagrams come to.
#pragma once

#include <sys/socket.h>

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <optional>
#include <vector>

#include "world/socket_address.h"

namespace lockproof::world {

struct Description;

// Descriptors that were sent (SCM_RIGHTS) and not received yet: each still has its description open.
struct Parcel {
  std::uint64_t position = 0;  // in what the socket receives
  std::vector<std::shared_ptr<Description>> contents;
};

struct Socket {
  int family = AF_UNIX;
  int type = SOCK_STREAM;
  std::weak_ptr<Description> peer;
  std::optional<SocketAddress> address;  // that it is bound to, if that is not a path
  std::optional<SocketAddress> remote;   // of the network: where datagrams go
  std::uint64_t arrived = 0;             // bytes of a stream, or messages
  std::uint64_t received = 0;
  bool is_counted = true;  // `arrived` and `received` are known
  std::deque<Parcel> parcels;
  std::deque<std::shared_ptr<Description>> backlog;  // ends of connections that wait for accept(2)
  std::size_t queue_max = 0;                         // of them, as listen(2) was told
  bool listens = false;
  bool is_connecting = false;  // a connection was started (TCP)

  bool is_stream() const { return type == SOCK_STREAM; }
  bool is_tcp() const { return is_stream() && family != AF_UNIX; }
};

}  // namespace lockproof::world
