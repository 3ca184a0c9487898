// flock(2) as the locks use it.
#pragma once

#include <sys/stat.h>

#include <filesystem>
#include <functional>
#include <string>

#include "lock-impls/wait.h"
#include "lockproof/lock.h"

namespace lockproof::locks {

enum class Flock {
  taken,
  busy,         // somebody else has it; after take_flock(): until the deadline
  unsupported,  // the file system has no flock(2): EOPNOTSUPP or ENOSYS
};

// Takes the flock(2) of `fd` if it is free. Throws std::system_error for what no answer above covers; ENOLCK is such a
// case, because it can strike one process and spare the next.
Flock try_flock(int fd, const std::filesystem::path& path);

// Takes it as soon as nobody else has it, asleep in the kernel until then. Throws std::system_error.
void await_flock(int fd, const std::filesystem::path& path);

// As try_flock(), but waits: asleep in the kernel without a time-out, else with back-off until the deadline. `holder`
// is for Wait::begin().
Flock take_flock(int fd, const std::filesystem::path& path, Wait& wait, const std::function<std::string()>& holder);

// Gives the flock(2) up for every copy of `fd`, those of forked children too; closing leaves it to them. A failure is
// logged, and false: whoever waits may go on waiting until the last copy is closed.
bool drop_flock(int fd, const LockOptions& options);

// Whether `path` leads to the file behind `fd`, or to that of `status`, and not to nothing or to a successor.
bool names(const std::filesystem::path& path, int fd);
bool names(const std::filesystem::path& path, const struct stat& status);

}  // namespace lockproof::locks
