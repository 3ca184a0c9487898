// How much memory a world takes: the executor and the processes below it, as proc(5) counts them.
#pragma once

#include <cstdint>
#include <span>

#include "explore/random_walk.h"

namespace lockproof::measure {

struct WorldMemory {
  // Proportional set size: what is shared is divided by the number of those who share it.
  double executor_kib = 0;
  double server_kib = 0;     // the fork server and its parent
  double actors_kib = 0;     // all of them
  double actor_rss_kib = 0;  // of the mean actor: as if it shared nothing
};

// The random strategy, which looks at the memory of the calling process and those below it at one step of each
// execution, at which all actors live.
class MemoryWalk : public explore::RandomWalk {
 public:
  using RandomWalk::RandomWalk;
  void begin(std::uint64_t execution) override;
  std::size_t choose(std::span<const model::Choice> choices) override;

  // Throws std::runtime_error if the machine does not tell.
  const WorldMemory& seen() const;

 private:
  void look();

  std::uint64_t step_ = 0;
  WorldMemory seen_;
};

}  // namespace lockproof::measure
