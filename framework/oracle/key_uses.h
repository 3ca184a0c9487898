// Who wants, holds or gives up which key at the moment, by the marks "want", "enter", "leave", "free" and "give_up".
// What a child of it marks, as the body of a command that is a lock does, it has done itself.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>
#include <vector>

#include "model/trace.h"

namespace lockproof::oracle {

struct KeyUse {
  enum class State {
    wants,   // from "want" to "enter"
    inside,  // from "enter" to "leave"
    leaves,  // from "leave" to "free": the lock may still be held
  };
  int actor;
  State state;
  std::size_t since;    // index of the mark that began this state: its key is that of the use
  bool paused = false;  // the actor was paused, and has not gone on yet

  std::string_view key(const model::Trace& trace) const;
};

class KeyUses {
 public:
  void clear() { uses_.clear(); }

  // To be called for each event, in order.
  void observe(const model::Trace& trace, std::size_t index);

  std::span<const KeyUse> all() const { return uses_; }

 private:
  void note_mark(const model::Trace& trace, std::size_t index);

  std::vector<KeyUse> uses_;
};

}  // namespace lockproof::oracle
