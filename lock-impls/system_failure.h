// How a failed system call leaves a lock: as std::system_error with the call, the path and errno, or as a line in the
// log where the lock goes on.
#pragma once

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <string>
#include <system_error>

#include "lockproof/lock.h"

namespace lockproof::locks {

[[noreturn]] inline void throw_errno(const char* call, const std::filesystem::path& path) {
  const int error = errno;
  throw std::system_error(error, std::generic_category(), std::string(call) + " " + path.string());
}

// "cannot unlock PATH: No locks available", and `remedy`, if somebody listens.
inline void log_errno(const LockOptions& options, const char* what, const char* remedy = "") {
  const int error = errno;
  if (options.log) {
    options.log(std::string(what) + " " + options.path.string() + ": " + std::strerror(error) + remedy);
  }
}

}  // namespace lockproof::locks
