#include "tracee/notified_caller.h"

#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <system_error>

namespace lockproof::tracee {
namespace {

// linux/seccomp.h of Linux 6.6.
constexpr unsigned long kSetFlags = _IOW('!', 4, std::uint64_t);
constexpr std::uint64_t kSyncWakeUp = 1;

[[noreturn]] void call_for_ever(int listener_pipe) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
  int listener = -1;
  if (seccomp_rule_add(filter, SCMP_ACT_NOTIFY, SCMP_SYS(getppid), 0) == 0 && seccomp_load(filter) == 0)
    listener = seccomp_notify_fd(filter);
  (void)!write(listener_pipe, &listener, sizeof listener);
  if (listener < 0) _exit(1);
  for (;;) (void)getppid();
}

// `there` in the other process.
int descriptor_of(pid_t process, int there) {
  const int handle = static_cast<int>(syscall(SYS_pidfd_open, process, 0));
  const int here = static_cast<int>(syscall(SYS_pidfd_getfd, handle, there, 0));
  const int error = errno;
  close(handle);
  errno = error;
  return here;
}

}  // namespace

NotifiedCaller::NotifiedCaller() {
  std::array<int, 2> pipe{};
  if (pipe2(pipe.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::system_category(), "pipe2");
  caller_ = fork();
  if (caller_ == 0) call_for_ever(pipe[1]);
  close(pipe[1]);
  int there = -1;
  const bool is_told = read(pipe[0], &there, sizeof there) == sizeof there && there >= 0;
  close(pipe[0]);
  listener_ = is_told ? descriptor_of(caller_, there) : -1;
  if (listener_ < 0 || seccomp_notify_alloc(&call_, &answer_) != 0) {
    const int error = errno;
    end();
    throw std::system_error(error, std::system_category(), "seccomp user notification");
  }
  ioctl(listener_, kSetFlags, kSyncWakeUp);  // an older kernel wakes as it does
}

NotifiedCaller::~NotifiedCaller() {
  end();
}

void NotifiedCaller::end() {
  if (caller_ > 0) kill(caller_, SIGKILL);
  while (caller_ > 0 && waitpid(caller_, nullptr, 0) < 0 && errno == EINTR) {  // by the watchdog's signal
  }
  if (listener_ >= 0) close(listener_);
  seccomp_notify_free(call_, answer_);
}

void NotifiedCaller::round_trip() {
  int error = 0;
  do {
    *call_ = {};
    error = seccomp_notify_receive(listener_, call_);
  } while (error != 0 && errno == EINTR);
  if (error != 0) throw std::system_error(errno, std::system_category(), "seccomp_notify_receive");
  *answer_ = {.id = call_->id, .val = 1, .error = 0, .flags = 0};
  if (seccomp_notify_respond(listener_, answer_) != 0)
    throw std::system_error(errno, std::system_category(), "seccomp_notify_respond");
}

}  // namespace lockproof::tracee
