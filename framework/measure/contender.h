// What contends in a benchmark: a lock under test, or one that is there for comparison.
#pragma once

#include <filesystem>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "lockproof/lock.h"

namespace lockproof::measure {

struct Contender {
  // Makes the object of one process for one of the paths.
  using Make = std::function<std::unique_ptr<Lock>(const LockOptions&)>;

  std::string name{};
  std::string note{};       // of one that is there for comparison: what it shows
  bool excludes = true;     // false: nobody expects it to
  bool looks_first = true;  // LockInfo
  Contract contract{};

  // Called before the processes are forked, with the paths that they are going to lock.
  std::function<Make(std::span<const std::filesystem::path>)> prepare{};
};

Contender contender_of(const LockInfo& lock);

// The bounds and the yardsticks: none (excludes nobody: what the rest of the benchmark costs), futex (a robust mutex in
// shared memory, to which no file system contributes), raw_flock and raw_fcntl (the system calls on a file that stays
// open), raw_mkdir (what a lock that is a directory costs at the least).
const std::vector<Contender>& references();

// The one that the others are compared with: raw_flock.
inline constexpr const char* kYardstick = "raw_flock";

}  // namespace lockproof::measure
