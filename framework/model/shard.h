// The part of a campaign that one of several machines does.
#pragma once

#include <cstdint>

namespace lockproof::model {

// Shard `number` of `of`, counted from 1. 1 of 1 is the whole campaign.
struct Shard {
  std::uint64_t number = 1;
  std::uint64_t of = 1;

  friend bool operator==(const Shard&, const Shard&) = default;
};

}  // namespace lockproof::model
