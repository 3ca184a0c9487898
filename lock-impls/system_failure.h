// How a failed system call leaves a lock: as std::system_error with the call, the path and errno.
#pragma once

#include <cerrno>
#include <filesystem>
#include <string>
#include <system_error>

namespace lockproof::locks {

[[noreturn]] inline void throw_errno(const char* call, const std::filesystem::path& path) {
  const int error = errno;
  throw std::system_error(error, std::generic_category(), std::string(call) + " " + path.string());
}

}  // namespace lockproof::locks
