// One end of a connection between actors (AF_UNIX), or what listens for them.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <vector>

namespace lockproof::world {

struct Description;

// Descriptors that were sent (SCM_RIGHTS) and not received yet: each still has its description open.
struct Parcel {
  std::uint64_t position = 0;  // in what the socket receives
  std::vector<std::shared_ptr<Description>> contents;
};

struct Socket {
  bool is_stream = true;  // positions count bytes; if not, messages
  std::weak_ptr<Description> peer;
  std::uint64_t sent = 0;
  std::uint64_t received = 0;
  bool is_counted = true;  // `sent` and `received` are known
  std::deque<Parcel> parcels;
  std::deque<std::shared_ptr<Description>> backlog;  // ends of connections that wait for accept(2)
};

}  // namespace lockproof::world
