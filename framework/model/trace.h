// What happened in one execution: the hub through which the rooms talk to one another.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "model/choice.h"
#include "model/operation.h"

namespace lockproof::model {

// Of the actor that checks what the others have left: the last one without a parent.
inline constexpr std::string_view kCheckName = "check";

// A process of the execution: an actor that the scenario started, or a descendant of one.
struct ActorRecord {
  std::string name{};        // "2" for the second actor, "2.1" for its first child, or kCheckName
  std::int16_t parent = -1;  // index into Trace::actors, -1 for the scenario's own
  std::int32_t pid = 0;      // as the actors see it
  // For model/state_digest.h; in no digest of traces. A hash of the call that it is to make next, 0 if it is gone:
  // whether a call is a step of its own may depend on what others do.
  std::uint64_t stands_at = 0;
  friend bool operator==(const ActorRecord&, const ActorRecord&) = default;
};

struct Event {
  enum class Kind : std::uint8_t {
    operation,  // operation executed; `operation` says which, with its result
    blocked,    // operation tried and found that it would sleep; it will be tried again
    mark,       // a probe: text = "enter build"
    log,        // a line that the actor wrote to standard output or error: text, without the newline
    spawn,      // the actor came into being (its ActorRecord is at `actor`)
    exec,       // the actor became another program: text = its path
    fault,      // a fault struck that is no operation: text = "paused for 600 s", "SIGTERM sent"...
    signal,     // a signal was delivered: value of operation.flags = its number, text = its name
    exit,       // the actor is gone: operation.result = exit status, or 128 + signal; text = "exit 0", "SIGKILL"
    clock,      // the clock moved: time_ns is the new time
  };
  Kind kind = Kind::operation;
  std::int16_t actor = 0;    // index into Trace::actors; -1 for the clock
  std::uint32_t step = 0;    // the choice that brought this about: index into Trace::schedule
  std::int64_t time_ns = 0;  // virtual time since the start of the execution
  Operation operation{};
  std::string text{};
  friend bool operator==(const Event&, const Event&) = default;
};

// How an execution came to its end.
enum class End : std::uint8_t {
  completed,    // every process has exited
  stopped,      // an oracle had seen enough
  deadlock,     // processes are left, none can run, no timer is pending
  step_limit,   // Bounds::steps_max choices were made
  no_progress,  // the same operations with the same results, over and over, by everyone
  spinning,     // an actor ran without a system call for longer than the watchdog allows
  overgrown,    // an actor took more memory than there is for one
  vanished,     // an actor disappeared without lockproof's doing
};

// What was left when the last process was gone.
struct Residue {
  enum class Kind : std::uint8_t { file, process, descriptor, kernel_lock };
  Kind kind = Kind::file;
  std::int16_t actor = -1;  // whose, if it is somebody's
  std::string name{};       // path relative to the world; for a process, its actor name
  friend bool operator==(const Residue&, const Residue&) = default;
};

struct Trace {
  std::vector<ActorRecord> actors;  // in order of appearance; the scenario's own first, but for the check
  std::vector<Choice> schedule;
  std::vector<Event> events;
  std::vector<Residue> residue;
  std::vector<std::string> unmodelled;  // reasons why a `pass` would claim too much; empty is good
  End end = End::completed;
  std::int64_t time_ns = 0;  // virtual duration

  void clear();  // as new, but keeps the memory of its vectors
  friend bool operator==(const Trace&, const Trace&) = default;
};

// Over every actor, event, result, time, PID and residue, in order. Equal for equal traces on every
// machine. XXH3, 64 bits.
std::uint64_t digest(const Trace& trace);

// Order matters: digest of a sequence of executions.
std::uint64_t combine(std::uint64_t so_far, std::uint64_t next);

// One event in words: "actor 2 openat("a.lock", O_RDWR) = 3", "actor 1 exit: SIGKILL".
std::string to_string(const Trace& trace, const Event& event);

// The first event in which two traces differ, in words: "event 17: actor 2 openat(...) = 3, then = -1 EEXIST".
// Empty if they are equal.
std::string first_difference(const Trace& left, const Trace& right);

std::string_view to_string(Event::Kind kind);
std::string_view to_string(End end);
std::string_view to_string(Residue::Kind kind);

}  // namespace lockproof::model
