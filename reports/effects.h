// What an event does to files, kernel locks and critical sections, as far as the trace tells.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "model/trace.h"

namespace lockproof::reports {

struct Effect {
  enum class Kind : std::uint8_t {
    exists,   // the file `name` is there
    holds,    // ... and begins with `text`, as was written or read last
    gone,     // it is there no more
    moved,    // ... but is `text` now
    linked,   // `text` is another name of it
    locked,   // the actor has the kernel lock on `inode`, whose path was `name`; `text` is "exclusive" or "shared"
    freed,    // the actor has given up the kernel lock on `inode`
    entered,  // the actor is in the critical section `name`
    left,     // ... and outside again
  };
  Kind kind = Kind::exists;
  std::string name{};
  std::string text{};
  std::uint64_t inode = 0;
  friend bool operator==(const Effect&, const Effect&) = default;
};

// Printable texts. Of files in the world only; what the trace does not show (a long write's end, a file that was there
// from the start and that nobody read) is not among the effects. Requires: index < trace.events.size().
std::vector<Effect> effects_of(const model::Trace& trace, std::size_t index);

}  // namespace lockproof::reports
