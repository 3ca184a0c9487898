// What clients of a file server remember of paths, and are shown again for a while: the attribute cache of NFS
// (nfs(5), acregmin).
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <vector>

#include "world/file_tree.h"

namespace lockproof::world {

class AttributeCache {
 public:
  // What a call that looks at a path has returned.
  struct Seen {
    long number = 0;  // of the system call
    long result = 0;
    std::vector<std::byte> status{};  // that it has written
    std::int64_t until_ns = 0;        // virtual; shown before that moment
  };

  void clear() { seen_.clear(); }

  // What the client is shown at `place` by the call; nullptr: it has to ask the server. `only_looks`: the call asks
  // whether there is anything, and no more.
  const Seen* find(int client, const Place& place, long number, bool only_looks, std::int64_t now_ns) const;

  void note(int client, const Place& place, Seen seen);
  void forget(int client, const Place& place);
  void forget(int client);

 private:
  using Key = std::tuple<int, NodeId, std::string>;
  std::map<Key, Seen> seen_;
};

}  // namespace lockproof::world
