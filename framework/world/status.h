// What stat(2) and statx(2) show of the world's files: numbers and times are the world's, everything else the
// machine's.
#pragma once

#include <sys/stat.h>

#include <cstdint>

#include "world/file_tree.h"

namespace lockproof::world {

struct Identity {
  std::uint64_t device = 0;
  std::uint64_t inode = 0;
};

void show_as(struct stat& status, const Identity& identity, const Node& node);
void show_as(struct statx& status, const Identity& identity, const Node& node);

}  // namespace lockproof::world
