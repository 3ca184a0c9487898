// Sources of extra choices. Each has a budget: how often it may strike in one execution. Whether, when and at whom it
// strikes is a choice like any other.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace lockproof {

// A signal, at any step. An actor that sleeps in a system call is interrupted.
struct SignalFault {
  int number = 0;  // SIGTERM, SIGINT, ...
  std::uint32_t count = 1;
};

// Where an actor stands when a fault may strike it, as its marks tell (lockproof/probe.h).
enum class Phase : std::uint8_t {
  any,
  inside,   // in a critical section: between "enter" and "leave"
  outside,  // in none, such as on its way into one
};

// The actor does nothing for a while: a stopped process, a paused container, a long garbage collection.
struct PauseFault {
  std::chrono::nanoseconds duration{};  // of virtual time
  std::uint32_t count = 1;
  Phase phase = Phase::any;
};

// The actor's CLOCK_REALTIME jumps.
struct ClockStepFault {
  std::chrono::nanoseconds by{};  // forwards, or backwards if negative
  std::uint32_t count = 1;
};

// A system call that goes wrong. The words are strace's: "link:error=EOPNOTSUPP:when=1".
struct Injection {
  enum class How : std::uint8_t {
    fail,        // it is not executed and fails with `error`
    lose_reply,  // it is executed and yet fails with `error`, as on a network file system
    cut_short,   // read or write: half of the bytes are transferred
  };
  std::string calls{};  // names, separated by commas: "link,linkat"
  How how = How::fail;
  int error = 0;
  std::string path{};       // glob over the operation's path; empty: any
  int actor = 0;            // from 1; 0: any
  std::uint32_t first = 0;  // strikes at the first-th such call of a process, every time the scenario is played; 0: it
                            // is a choice at each such call
  std::uint32_t step = 0;   // and at every step-th after that; 0: only once
  std::uint32_t count = 1;  // as a choice: how often
};

struct FaultBudget {
  std::uint32_t kills = 0;       // SIGKILL of an actor
  std::uint32_t tree_kills = 0;  // SIGKILL of an actor and all its descendants
  std::uint32_t pid_reuses = 0;  // an unrelated process gets the PID of an actor that is dead
  std::vector<SignalFault> signals{};
  std::vector<PauseFault> pauses{};
  std::vector<ClockStepFault> clock_steps{};
  std::vector<Injection> injections{};
};

}  // namespace lockproof
