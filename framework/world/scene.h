// What all actors of an execution share.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "world/file_tree.h"
#include "world/virtual_clock.h"

namespace lockproof::world {

struct Scene {
  FileTree files;
  VirtualClock clock;
  std::uint64_t seed = 0;
  std::uint64_t descriptions = 0;        // made so far
  std::vector<std::string> unmodelled;  // reasons why a pass would claim too much

  void does_not_model(std::string_view reason) {
    if (std::ranges::find(unmodelled, reason) == unmodelled.end()) unmodelled.emplace_back(reason);
  }
};

}  // namespace lockproof::world
