// What is remembered of an execution: by a campaign until its end, by a journal for longer.
#pragma once

#include <cstdint>

#include "engine/executor.h"
#include "model/class_digest.h"

namespace lockproof::engine {

// What a campaign remembers of one execution.
struct Entry {
  std::uint64_t digest = 0;
  std::uint64_t class_digest = 0;  // model/class_digest.h
  std::int64_t virtual_ns = 0;
  std::uint32_t steps = 0;
  bool done = false;
  bool violation = false;
  bool inconclusive = false;
  bool orphaned = false;
  bool given_up = false;   // equivalent to another one
  bool ends_part = false;  // of a search: no execution, but the end of the part that those before it, `steps`, are of
  bool spared = false;     // Outcome::spared

  friend bool operator==(const Entry&, const Entry&) = default;
};

// Puts `entry`, which is done, where other processes may look: they see all of it, or that it is not done.
void publish(Entry entry, Entry& place);
bool is_published(Entry& place);

// Of an execution that has just been made.
Entry entry_of(const Outcome& outcome, const model::Trace& trace, const model::Discernment& discernment);

}  // namespace lockproof::engine
