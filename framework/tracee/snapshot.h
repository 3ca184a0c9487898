// A process that is kept, stopped at the entry of a system call, to be continued as often as wanted: each time by a
// copy, as of fork(2).
#pragma once

#include <cstdint>
#include <vector>

#include "tracee/tracee.h"

namespace lockproof::tracee {

// It and its copies are siblings of the process that it was taken of, and end with the stage.
class Snapshot {
 public:
  // Of a process with one thread, which stands at the entry of a call and stays there; nothing else may run meanwhile.
  // `pid` is that of the snapshot itself, in their PID namespace; it must be free. Throws std::system_error if the
  // machine refuses that, or a copy would not have the same memory for itself.
  Snapshot(const Tracee& original, pid_t pid);

  // A copy with the PID `pid`, which must be free, in a process group of its own and with `directory` as the current
  // one. Files of the machine that are open for reading are opened anew, at their offsets. Throws std::system_error.
  Tracee copy(pid_t pid, const char* directory) const;

  // Nothing else is possible from then on.
  void drop() const;

 private:
  struct OpenFile {
    int fd = -1;
    std::uint64_t flags = 0;
    std::uint64_t offset = 0;
  };

  Tracee fork(const Tracee& process, pid_t pid) const;

  Tracee process_;
  std::uint64_t thread_id_address_ = 0;  // see set_tid_address(2)
  std::uint64_t robust_list_ = 0;        // see set_robust_list(2)
  std::uint64_t robust_list_bytes_ = 0;
  std::vector<OpenFile> files_;
};

}  // namespace lockproof::tracee
