// A trace as `strace -f -y -ttt` would have written it, for people and tools that read that.
#pragma once

#include <string>

#include "model/trace.h"

namespace lockproof::reports {

//   103 0.000000 openat("locks/a.lock", O_RDWR|O_CREAT|O_CLOEXEC) = 3
//   104 0.000000 flock(3<locks/a.lock>, LOCK_EX <unfinished ...>
//   103 0.000000 +++ killed by SIGKILL +++
//   104 0.000000 <... flock resumed>) = 0
//   104 0.000000 --- enter build ---
//
// PID, seconds of virtual time since the start, visible system calls. Marks, faults and the clock, which strace does
// not know, stand between dashes, as signals do.
std::string strace_text(const model::Trace& trace);

}  // namespace lockproof::reports
