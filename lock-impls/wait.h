// The patience of one acquire(): its deadline, its pauses, and what it tells the log.
#pragma once

#include <chrono>
#include <functional>
#include <string>

#include "lock-impls/watch.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

class Wait {
 public:
  // `options` outlives the object. Makes no system call: an acquire() that meets nobody never asks for the time.
  explicit Wait(const LockOptions& options) : options_(options) {}

  // The pauses of back_off() end when something happens to the file at the path of the options. `watch` outlives the
  // object, and is closed if it comes to an end without end().
  Wait(const LockOptions& options, Watch& watch) : options_(options), watch_(&watch) {}

  Wait(const Wait&) = delete;
  Wait& operator=(const Wait&) = delete;
  ~Wait();

  bool limited() const { return options_.time_out.has_value(); }

  // The lock was found busy. The first call starts the clock and logs "waiting for PATH, held by HOLDER"; `holder` is
  // asked only if somebody listens, because finding out costs system calls.
  void begin(const std::function<std::string()>& holder);

  // Sleeps for `longest`, but never beyond the deadline. Returns false, at once, if the deadline has passed. A signal
  // ends the sleep early. Requires: begin() was called.
  bool pause(std::chrono::nanoseconds longest);

  // As pause(), for 1 ms, then 2 ms, 4 ms ... `longest`; with a watch until something happens, if that is sooner.
  bool back_off(std::chrono::nanoseconds longest = std::chrono::milliseconds(100));

  // The lock is held. Logs "acquired PATH" if there was a wait.
  void end();

 private:
  // As much of `longest` as there is until the deadline: nothing or less if it has passed.
  std::chrono::nanoseconds within_deadline(std::chrono::nanoseconds longest) const;

  // Whether to look at the lock again before sleeping: who released before the watch was there has woken nobody.
  bool begin_watch();

  const LockOptions& options_;
  Watch* watch_ = nullptr;
  bool begun_ = false;
  bool ended_ = false;
  bool was_gone_ = false;
  std::chrono::nanoseconds begin_ns_{};  // CLOCK_MONOTONIC
  std::chrono::nanoseconds next_pause_ns_ = std::chrono::milliseconds(1);
};

}  // namespace lockproof::locks
