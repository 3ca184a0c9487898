// Wakes whoever waits for a lock when its file or directory is removed, renamed or touched: inotify(7). It does not
// tell of what another machine does on a network file system: waiters look now and then all the same.
//
// It lives as long as its lock object, because the close of an inotify descriptor waits for the kernel to forget what
// was watched: 10 ms and more, which no waiter is to add to its acquire().
#pragma once

#include <chrono>
#include <filesystem>

#include "lock-impls/descriptor.h"

namespace lockproof::locks {

class Watch {
 public:
  // Watches what `path` names now, and does not follow a symbolic link. False, with errno, if that cannot be had:
  // ENOENT if there is nothing, EMFILE, ENOSPC or ENOSYS if the machine has no watch to give.
  bool begin(const std::filesystem::path& path);

  // Sleeps until something happens to what is watched, a signal comes, or `longest` has passed. Returns whether
  // something happened: then, or if it had happened since begin(), nothing is watched any more.
  bool sleep(std::chrono::nanoseconds longest);

  bool is_set() const { return is_set_; }

  void close();

 private:
  Descriptor events_;
  bool is_set_ = false;
};

}  // namespace lockproof::locks
