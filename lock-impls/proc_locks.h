// Who holds a flock(2), for the log: the kernel's own table says it.
#pragma once

#include <string>

namespace lockproof::locks {

// "pid 42", from /proc/locks, for the holder of a flock(2) on the file behind `fd`. "somebody" if the kernel does not
// tell: no /proc, a process of another PID namespace or host, or the lock was given up meanwhile.
std::string flock_holder(int fd);

}  // namespace lockproof::locks
