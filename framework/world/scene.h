// What all actors of an execution share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "lockproof/scenario.h"
#include "world/attribute_cache.h"
#include "world/descriptors.h"
#include "world/file_tree.h"
#include "world/virtual_clock.h"

namespace lockproof::world {

struct Scene {
  FileTree files;
  VirtualClock clock;
  std::uint64_t seed = 0;
  Conditions conditions;
  AttributeCache attribute_cache;
  std::uint64_t descriptions = 0;  // made so far
  std::vector<std::weak_ptr<Description>> timer_files;
  std::vector<std::weak_ptr<Description>> watchers;
  std::map<std::uint32_t, std::uint32_t> rename_cookies;  // of the machine, in order of their first reading
  std::map<NodeId, DescriptionPtr> bound_sockets;         // also those that are closed: their names stay
  std::vector<std::weak_ptr<Description>> addressed;      // sockets that were bound to addresses that are no paths
  std::uint64_t written_bytes = 0;                        // so far, to files
  bool watches_results = false;                           // no result is taken as implied
  bool clouded = false;                                   // results depend on more than is known here
  std::vector<std::string> unmodelled;                    // reasons why a pass would claim too much

  // What the file server puts into file times, as CLOCK_REALTIME.
  std::int64_t file_time_ns() const {
    const std::int64_t now_ns = clock.realtime_ns() + conditions.server_skew.count();
    return now_ns - now_ns % std::max<std::int64_t>(conditions.file_time_step.count(), 1);
  }

  DescriptionPtr describe(Description::Kind kind, NodeId node, std::string path) {
    auto description = std::make_shared<Description>();
    description->kind = kind;
    description->node = node;
    description->id = ++descriptions;
    description->path = std::move(path);
    return description;
  }

  // Whether a socket that is still open is bound to the port, or the abstract address.
  bool is_taken(const SocketAddress& address, int type) const;

  // The socket to which `from` sends or connects, if somebody is there.
  DescriptionPtr receiver(const SocketAddress& address, const Socket& from);

  void give_address(const DescriptionPtr& socket, SocketAddress address);

  void does_not_model(std::string_view reason) {
    if (std::ranges::find(unmodelled, reason) == unmodelled.end()) unmodelled.emplace_back(reason);
  }
};

}  // namespace lockproof::world
