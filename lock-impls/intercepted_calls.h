// System calls that fail, or let somebody else go first, when a test says so: this program's flock(), linkat() and
// inotify_init1() stand in front of the C library's.
#pragma once

#include <functional>

namespace lockproof::locks {

// errno of every flock(2), linkat(2) or inotify_init1(2) of this thread; 0: the call is made.
extern thread_local int flock_error;
extern thread_local int linkat_error;
extern thread_local int inotify_error;

// Called once, before the next flock(2) of this thread, if not empty.
extern thread_local std::function<void()> before_flock;

// With linkat_error: the link is made all the same, as when the reply of a file server was lost.
extern thread_local bool linkat_done;

}  // namespace lockproof::locks
