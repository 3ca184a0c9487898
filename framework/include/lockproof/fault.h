// Sources of extra choices. Each has a budget: how often it may strike in one execution. Whether, when and at whom it
// strikes is a choice like any other.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace lockproof {

// Where an actor stands when a fault may strike it, as the marks of its process and its descendants tell
// (lockproof/probe.h).
enum class Phase : std::uint8_t {
  any,
  inside,   // in a critical section: between "enter" and "leave"
  outside,  // in none, such as on its way into one
};

// Which opportunities a fault has: those at which everything that is set holds. The operation is the one at which the
// actor stands: it is about to perform it, waits in it or sleeps in it; of a dead actor, the one at which it died.
struct FaultFilter {
  std::string calls{};  // names of system calls, separated by commas: "link,linkat"; empty: any
  std::string path{};   // glob over the operation's paths, below the world; empty: any, also none
  int actor = 0;        // from 1: this actor of the scenario, or what it has started; 0: any
  Phase phase = Phase::any;
  friend bool operator==(const FaultFilter&, const FaultFilter&) = default;
};

// SIGKILL of an actor; of the actor and all its descendants.
struct KillFault {
  std::uint32_t count = 1;
  FaultFilter filter{};
};

// Another process gets the PID of an actor that is dead: an unrelated one, or a worker that is started in its place and
// does what it was to do from the beginning, as when a container is started again.
struct PidReuseFault {
  std::uint32_t count = 1;
  FaultFilter filter{};
  bool by_worker = false;
};

// A signal, at any step. An actor that sleeps in a system call is interrupted.
struct SignalFault {
  int number = 0;  // SIGTERM, SIGINT, ...
  std::uint32_t count = 1;
  FaultFilter filter{};
};

// The actor does nothing for a while: a stopped process, a paused container, a long garbage collection.
struct PauseFault {
  std::chrono::nanoseconds duration{};  // of virtual time
  std::uint32_t count = 1;
  FaultFilter filter{};
};

// The actor's CLOCK_REALTIME jumps.
struct ClockStepFault {
  std::chrono::nanoseconds by{};  // forwards, or backwards if negative
  std::uint32_t count = 1;
  FaultFilter filter{};
};

// The kernel locks (flock(2), fcntl(2)) that an actor holds are gone, and it is not told: the lease of
// a file server has expired.
struct LockLossFault {
  std::uint32_t count = 1;
  FaultFilter filter{};
};

// A system call that goes wrong. The words are strace's: "link:error=EOPNOTSUPP:when=1".
struct Injection {
  enum class How : std::uint8_t {
    fail,        // it is not executed and fails with `error`
    lose_reply,  // it is executed and yet fails with `error`, as on a network file system
    cut_short,   // read or write: half of the bytes are transferred
    tear,        // write: half of the bytes are transferred, and SIGKILL strikes the process
  };
  FaultFilter filter{};  // names the calls
  How how = How::fail;
  int error = 0;
  std::uint32_t first = 0;  // strikes at the first-th such call of a process, every time the scenario is played; 0: it
                            // is a choice at each such call
  std::uint32_t step = 0;   // and at every step-th after that; 0: only once
  std::uint32_t count = 1;  // as a choice: how often
};

struct FaultBudget {
  std::vector<KillFault> kills{};
  std::vector<KillFault> tree_kills{};
  std::vector<PidReuseFault> pid_reuses{};
  std::vector<SignalFault> signals{};
  std::vector<PauseFault> pauses{};
  std::vector<ClockStepFault> clock_steps{};
  std::vector<LockLossFault> lock_losses{};
  std::vector<Injection> injections{};
};

}  // namespace lockproof
