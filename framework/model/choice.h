// One legal next step of the world, and what a strategy picks from.
#pragma once

#include <compare>
#include <cstdint>
#include <string>

namespace lockproof::model {

struct Choice {
  enum class Kind : std::uint8_t {
    run,         // let the actor perform its pending operation
    kill,        // FaultBudget::kills[value]: SIGKILL the actor's process before it performs its pending operation
    kill_tree,   // FaultBudget::tree_kills[value]: the same with all its descendants
    signal,      // send FaultBudget::signals[value]; it is delivered at once
    pause,       // FaultBudget::pauses[value]: the actor does nothing for that long
    step_clock,  // FaultBudget::clock_steps[value]: the actor's CLOCK_REALTIME jumps
    fail,        // the actor's pending operation goes wrong as FaultBudget::injections[value] says
    reuse_pid,   // FaultBudget::pid_reuses[value]: another process gets the PID of the actor, which is dead
    clock,       // let the clock reach the next timer; `actor` is 0
    lose_locks,  // FaultBudget::lock_losses[value]: the kernel locks that the actor's process holds are gone
  };

  Kind kind = Kind::run;
  std::uint16_t actor = 0;  // index into Trace::actors
  std::uint16_t value = 0;  // which of several faults of this kind

  friend auto operator<=>(const Choice&, const Choice&) = default;
};

// "run 2", "kill 1", "clock".
std::string to_string(const Choice& choice);

}  // namespace lockproof::model
