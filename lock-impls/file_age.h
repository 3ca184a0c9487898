// How long ago a file was touched.
#pragma once

#include <sys/stat.h>

#include <chrono>

namespace lockproof::locks {

// The mtime, since 1970.
std::chrono::nanoseconds mtime(const struct stat& status);

// Whether the clock of this process is more than `age` ahead of the mtime.
bool is_older(const struct stat& status, std::chrono::nanoseconds age);

}  // namespace lockproof::locks
