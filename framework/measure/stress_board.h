// What actors that nobody controls leave to be judged: memory that all of them have mapped, and nothing more than a
// test of today could keep in a shared file.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "tracee/order.h"

namespace lockproof::measure {

struct StressNote {
  enum class Kind : std::int8_t {
    none,      // never finished: its writer was killed
    mark,      // lockproof/probe.h: "enter build"
    log,       // what was written to standard output or error
    exit,      // an actor has ended: `value` is its status
    killed,    // SIGKILL was sent to it: what it notes from here on counts for nothing
    vanished,  // it is gone, and has not said goodbye
    open,      // at its end the descriptor `value` was open
  };
  Kind kind;
  std::int32_t pid;
  std::int32_t group;  // the PID of the actor that it is or descends from
  std::int32_t value;
  std::array<char, 240> text;
};

struct StressBoard {
  static constexpr std::uint32_t kNotesMax = 4096;

  // Set before the actors start.
  std::uint64_t seed;
  std::int64_t patience_ns;   // after so long, who is not done never will be
  std::int64_t horizon_ns;    // within which faults strike
  std::int64_t sleep_ns_max;  // at a mark; 0: nobody sleeps

  std::atomic<std::uint32_t> running;  // a futex
  std::atomic<std::uint32_t> note_count;
  bool hung;
  std::array<std::atomic<std::int32_t>, tracee::kActorsMax> pids;  // by actor, from 0; 0: not yet born
  std::array<std::atomic<bool>, tracee::kActorsMax> over;          // ended, or about to be killed
  std::array<StressNote, kNotesMax> notes;                         // in the order in which they were begun

  // The next free note; the last one, again and again, when there is none.
  StressNote& next_note() {
    const std::uint32_t index = note_count++;
    return notes[index < kNotesMax ? index : kNotesMax - 1];
  }
};

}  // namespace lockproof::measure
