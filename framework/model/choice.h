// One legal next step of the world, and what a strategy picks from.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace lockproof::model {

struct Choice {
  enum class Kind : std::uint8_t {
    run,    // let the actor perform its pending operation
    kill,   // SIGKILL the actor's process before it performs its pending operation
    clock,  // let the clock reach the next timer; `actor` is 0
  };

  Kind kind = Kind::run;
  std::uint16_t actor = 0;  // index into Trace::actors

  friend auto operator<=>(const Choice&, const Choice&) = default;
};

// "run 2", "kill 1", "clock".
std::string to_string(const Choice& choice);

}  // namespace lockproof::model
