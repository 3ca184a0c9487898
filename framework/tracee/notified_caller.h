// The other way to decide when a call returns: seccomp_unotify(2) with synchronous wake-up (Linux 6.6). What it costs
// beside a stop of ptrace(2). It cannot take a stop's place where the kernel must execute the call and the result is
// not known beforehand.
#pragma once

#include <seccomp.h>
#include <sys/types.h>

namespace lockproof::tracee {

// A process that makes one call after another, each of which waits for an answer. It inherits the CPU affinity of its
// maker.
class NotifiedCaller {
 public:
  NotifiedCaller();  // throws std::system_error, where there is no notification
  ~NotifiedCaller();
  NotifiedCaller(const NotifiedCaller&) = delete;
  NotifiedCaller& operator=(const NotifiedCaller&) = delete;

  // Sleeps until a call comes, and answers it.
  void round_trip();

 private:
  void end();

  pid_t caller_ = -1;
  int listener_ = -1;
  seccomp_notif* call_ = nullptr;
  seccomp_notif_resp* answer_ = nullptr;
};

}  // namespace lockproof::tracee
