// The interface behind which lockproof tests a lock. Implement Lock, describe it with a LockInfo, and
// every scenario, fault and oracle applies to it.
#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string_view>

#include "lockproof/contract.h"

namespace lockproof {

struct LockOptions {
  // The lock path, absolute. Missing parent directories are made by acquire().
  std::filesystem::path path;

  // How long acquire() may wait; nothing means without limit. Counts in CLOCK_MONOTONIC.
  std::optional<std::chrono::nanoseconds> time_out;

  // Receives "waiting for PATH, held by pid P on HOST since T" and the like, one line a call, without
  // the newline. May be empty.
  std::function<void(std::string_view)> log;
};

// A lock that excludes processes from one another. An object belongs to one thread; different threads
// and processes use different objects with the same path. A forked child must not use its parent's
// object: it never releases a lock that its parent holds.
class Lock {
 public:
  Lock() = default;
  Lock(const Lock&) = delete;
  Lock& operator=(const Lock&) = delete;

  // Releases if this object (in this process) still holds.
  virtual ~Lock() = default;

  // Blocks until the lock is held. Returns false if time_out passed first; then nothing is left behind.
  // Throws std::system_error for any failure other than contention; then nothing is left behind either.
  // Requires: not held by this object.
  virtual bool acquire() = 0;

  // Gives the lock up: wakes a waiter, and removes what the contract does not keep. Only ever
  // releases what this object acquired in this process. Requires: held by this object.
  virtual void release() = 0;

  // Tells a lease-based lock that its holder is alive; called between the steps of long work.
  // Returns false if the lock was lost meanwhile. Requires: held by this object.
  virtual bool keep_alive() { return true; }

  // A fencing token: greater than that of every earlier holder of the path, so that a resource which refuses smaller
  // ones than it has seen is safe from a late holder. 0: the lock has none. Requires: held by this object.
  virtual std::uint64_t token() const { return 0; }
};

// Where a run of the deploy routine keeps a counter that it makes, reads and removes.
enum class RunState {
  per_run,            // in a file of its own
  shared,             // in a file that all runs share, from before the lock is taken until after it is released
  shared_under_lock,  // the same, but made when the lock is held
};

// How a lock presents itself to lockproof. Instances are constants that live as long as the program.
struct LockInfo {
  std::string_view name;     // [a-z0-9_]+, unique
  std::string_view summary;  // one line
  Contract contract;

  // Makes an object for one lock path. Must not touch the file system: acquire() does.
  std::unique_ptr<Lock> (*make)(const LockOptions& options);

  // Double-checked building (acquire, look again, build only if still missing): false for an
  // implementation whose build-once routine forgets the second look.
  bool rechecks = true;

  // False for one that takes the lock before it looks whether there is anything to build.
  bool looks_first = true;

  // False for one that says that the result is there (Build::publish) before it has been made.
  bool publishes_last = true;

  // False for one that says so of a result whose making has failed.
  bool publishes_only_success = true;

  // False for one that takes the lock although locking is switched off.
  bool can_be_switched_off = true;

  // False for one that says nothing when it has to go on without the lock that it was to take, or when it finds that
  // somebody has had it for far too long.
  bool warns = true;

  // False for one that cleans up after a failure, or after others who are dead, when it has released the lock.
  bool cleans_up_inside = true;

  // False for one whose run does not look, when it has asked for a signal at its parent's death (prctl(2)
  // PR_SET_PDEATHSIG), whether the parent was dead before.
  bool checks_parent = true;

  // True for an implementation whose build-once routine takes a failure of the build for one of the lock, and builds
  // again without it.
  bool retries_unlocked = false;

  // Anything but per_run: an implementation whose deploy routine lets runs meet in a shared file.
  RunState run_state = RunState::per_run;

  // For a deliberately broken lock: the oracle that must fire, the scenario in which it does, and the sound lock on
  // which the same scenario is silent. Empty for a lock that is meant to work.
  std::string_view caught_by{};
  std::string_view caught_in{};
  std::string_view twin{};
};

}  // namespace lockproof
