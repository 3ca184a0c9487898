// What stat(2) and statx(2) show of the world's files: numbers and times are the world's, everything else the
// machine's.
#pragma once

#include <sys/stat.h>

#include <cstddef>
#include <cstdint>

#include "world/file_tree.h"

namespace lockproof::world {

struct Identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

// Where a call that looks at a file writes what it sees.
struct StatusArgument {
  int index = -1;  // of the argument that points there; -1: the call tells no more than whether there is anything
  std::size_t bytes = 0;
};
StatusArgument status_argument(long number);

void show_as(struct stat& status, const Identity& identity, const Node& node);
void show_as(struct statx& status, const Identity& identity, const Node& node);

}  // namespace lockproof::world
