// One controlled thread of execution and the process that it belongs to, as the world knows them.
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "model/operation.h"
#include "tracee/tracee.h"
#include "world/call_table.h"
#include "world/descriptors.h"
#include "world/file_tree.h"
#include "world/socket_address.h"
#include "world/timers.h"

namespace lockproof::world {

// How a system call at whose entry an actor stands is dealt with.
enum class Treatment : std::uint8_t {
  visible,    // others can tell: a scheduling point, executed when chosen
  may_block,  // the same, and it may sleep
  asleep,     // sleeps until a moment of virtual time: a scheduling point when that has come
  local,      // nobody can tell: executed at once
  answered,   // not executed: lockproof answers at once
};

// The system call at whose entry an actor stands.
struct Pending {
  long number = -1;
  std::array<std::uint64_t, 6> arguments{};
  CallRow row;
  Treatment treatment = Treatment::local;
  std::string path;  // as the actor gave them; empty if the call has none
  std::string path2;
  Place place;
  Place place2;
  DescriptionPtr description;            // of the descriptor argument
  std::optional<SocketAddress> address;  // that it names, if that is not a path
  std::string data;                      // that it writes to a file, if that is not too much
  model::Operation operation;            // as far as it is known before the result
};

// A call that was made without being a step.
struct LocalCall {
  Pending pending;
  long result = 0;
};

struct StartUp;

// What the threads of a process share.
struct Process {
  explicit Process(const DescriptorTable& descriptors) : table(descriptors) {}
  std::int32_t pid = 0;     // as the actors see it
  std::int16_t leader = 0;  // index of the actor that came first
  std::uint32_t threads = 1;
  DescriptorTable table;
  NodeId directory = 0;  // current directory; 0 if outside
  std::string outside_directory;
  Timers timers;
  std::set<NodeId> record_locks;     // files on which it made fcntl(2) locks
  bool other_program = false;        // it has executed another program
  std::int64_t clock_offset_ns = 0;  // of CLOCK_REALTIME
  std::int32_t clock_drift_ppm = 0;
  int sections = 0;                           // that it is inside of, as its marks tell
  std::vector<std::uint32_t> matching_calls;  // for each injection, how many calls it was about
};

struct Actor {
  enum class State : std::uint8_t {
    ready,    // stands at a visible call
    blocked,  // tried a call that would have slept
    asleep,   // until `deadline_ns`
    vforked,  // suspended until its child has executed a program or is gone
    ended,    // a leader that has left its threads behind: a zombie until the last of them is gone
    dead,
  };
  std::int16_t index = 0;  // in Trace::actors
  std::int16_t parent = -1;
  int part = 0;  // which of the scenario's actors it plays, from 1; 0: none, as children and the check
  tracee::Tracee tracee;
  std::shared_ptr<Process> process;
  State state = State::ready;
  Pending pending;
  std::int64_t deadline_ns = -1;         // virtual, since the start; -1: none
  std::vector<model::Object> waits_for;  // while blocked
  std::int32_t waits_for_pid = 0;        // while blocked: who has the record lock, if a circle may come of it
  bool retry = false;                    // while blocked: something that it waits for has changed
  bool signalled = false;                // a signal may be pending
  std::optional<tracee::Stop> death;     // its end, reported but not yet part of the trace
  std::int64_t paused_until_ns = -1;     // virtual; -1: not paused. See World::is_paused
  bool pid_reused = false;               // dead, and another process has got its PID
  bool pid_is_a_strangers = false;       // ... which is an unrelated one
  int lost_reply_error = 0;              // the call is executed, and then returns this error
  bool cut_short = false;                // the call transfers half of what it should
  bool torn = false;                     // ... and SIGKILL strikes at its end
  bool looked_up = false;                // an exclusive create that is not atomic has found nothing, and creates next
  bool starts_again = false;             // its call, which a signal ended that it ignores
  bool told_of_parent_death = false;     // a signal comes when the thread that created it ends
  std::uint64_t clear_at_exit = 0;       // of a thread: the futex that wakes whoever joins it
  std::uint64_t random_draws = 0;
  std::uint32_t address_choices = 0;   // that were made for its sockets
  std::uint64_t history = 0;           // a hash over all that it has learnt so far; 0: that is not known
  std::vector<LocalCall> local_calls;  // since its last step, as far as they changed its descriptors
  const StartUp* ahead = nullptr;      // where it is, while its process stands still at an earlier exec: start_up.cc
  std::string log_line;                // written so far
};

}  // namespace lockproof::world
