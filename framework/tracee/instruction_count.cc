#include "tracee/instruction_count.h"

#include <sched.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <exception>
#include <stdexcept>
#include <system_error>

namespace lockproof::tracee {
namespace {

constexpr unsigned kPatience_s = 120;

// The calling thread, and what it forks, stay on one CPU: between two of them each turn takes several times as long.
class OneCpu {
 public:
  OneCpu() {
    sched_getaffinity(0, sizeof before_, &before_);
    cpu_set_t one;
    CPU_ZERO(&one);
    CPU_SET(sched_getcpu(), &one);
    sched_setaffinity(0, sizeof one, &one);
  }
  OneCpu(const OneCpu&) = delete;
  OneCpu& operator=(const OneCpu&) = delete;
  ~OneCpu() { sched_setaffinity(0, sizeof before_, &before_); }

 private:
  cpu_set_t before_{};
};

[[noreturn]] void be_child(const std::function<void()>& prepare, const std::function<void()>& work) {
  prctl(PR_SET_PDEATHSIG, SIGKILL);
  alarm(kPatience_s);  // it waits for processes of its own, and nobody else watches it
  if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(EXIT_FAILURE);
  try {
    prepare();
    raise(SIGSTOP);
    work();
    raise(SIGSTOP);
  } catch (const std::exception&) {
    _exit(EXIT_FAILURE);
  }
  _exit(EXIT_SUCCESS);
}

// The signal at which it stops.
int next_stop(pid_t child) {
  int status = 0;
  while (waitpid(child, &status, 0) < 0)
    if (errno != EINTR) throw std::system_error(errno, std::system_category(), "waiting for what is counted");
  if (!WIFSTOPPED(status)) throw std::runtime_error("what is counted has ended too early");
  return WSTOPSIG(status);
}

void go_on(__ptrace_request how, pid_t child, int signal) {
  if (ptrace(how, child, nullptr, static_cast<long>(signal)) != 0)
    throw std::system_error(errno, std::system_category(), "ptrace");
}

std::uint64_t count(pid_t child) {
  for (int signal = next_stop(child); signal != SIGSTOP; signal = next_stop(child)) go_on(PTRACE_CONT, child, signal);
  std::uint64_t instructions = 0;
  for (int signal = 0;;) {
    go_on(PTRACE_SINGLESTEP, child, signal);
    signal = next_stop(child);
    if (signal == SIGSTOP) return instructions;
    if (signal != SIGTRAP) continue;
    ++instructions;
    signal = 0;
  }
}

}  // namespace

std::uint64_t instructions_of(const std::function<void()>& prepare, const std::function<void()>& work) {
  const OneCpu pinned;
  const pid_t child = fork();
  if (child < 0) throw std::system_error(errno, std::system_category(), "forking what is counted");
  if (child == 0) be_child(prepare, work);
  const auto end = [&] {
    kill(child, SIGKILL);
    waitpid(child, nullptr, 0);
  };
  try {
    const std::uint64_t instructions = count(child);
    end();
    return instructions;
  } catch (...) {
    end();
    throw;
  }
}

}  // namespace lockproof::tracee
