#include "tracee/capabilities.h"

#include <fcntl.h>
#include <linux/sched.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/ptrace.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>
#include <x86intrin.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <functional>
#include <stdexcept>

#include "tracee/namespaces.h"
#include "tracee/server.h"

namespace lockproof::tracee {
namespace {

// 0, or the errno that `attempt` returned in a child process.
int in_child(const std::function<int()>& attempt) {
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    _exit(attempt());
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  return WIFEXITED(status) ? WEXITSTATUS(status) : EINTR;
}

// The same in a child of a child that has entered the namespaces: the first process of its PID namespace.
int in_namespaces(const std::function<int()>& attempt) {
  return in_child([&] {
    if (const auto refusal = enter_namespaces()) return refusal->error;
    return in_child(attempt);
  });
}

int error_of(bool success) {
  return success ? 0 : errno;
}

int try_ptrace() {
  return in_child([] {
    const pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    const int error = error_of(ptrace(PTRACE_SEIZE, child, nullptr, 0) == 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, __WALL);
    return error;
  });
}

int try_seccomp() {
  return in_child([] {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    const scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
    const int error = -seccomp_load(filter);
    seccomp_release(filter);
    return error;
  });
}

int try_root() {
  return in_namespaces([] {
    const auto refusal = build_root();
    return refusal ? refusal->error : 0;
  });
}

int try_last_pid() {
  return in_namespaces([] {
    const int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    return error_of(fd >= 0 && write(fd, "100", 3) == 3);
  });
}

int try_set_tid() {
  return in_namespaces([] {
    const pid_t wanted = 4242;
    clone_args arguments{};
    arguments.exit_signal = SIGCHLD;
    arguments.set_tid = reinterpret_cast<std::uint64_t>(&wanted);
    arguments.set_tid_size = 1;
    const long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
    if (pid == 0) _exit(0);
    if (pid < 0) return errno;
    waitpid(static_cast<pid_t>(pid), nullptr, 0);
    return pid == wanted ? 0 : EIO;
  });
}

int try_tmpfs() {
  return in_namespaces([] {
    mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return error_of(mount("world", "/tmp", "tmpfs", 0, nullptr) == 0);
  });
}

// Some hypervisors accept the request and ignore it, so it is tried out.
int try_time_stamp() {
  const pid_t child = fork();
  if (child < 0) return errno;
  if (child == 0) {
    signal(SIGSEGV, SIG_DFL);
    if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV) != 0) _exit(errno);
    __rdtsc();
    _exit(EOPNOTSUPP);
  }
  int status = 0;
  while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
  }
  if (WIFEXITED(status)) return WEXITSTATUS(status);
  return WTERMSIG(status) == SIGSEGV ? 0 : EINTR;
}

// int 0x80 of a 64-bit program: without 32-bit emulation the kernel sends SIGSEGV before any filter is asked.
int try_other_architecture() {
  return in_child([] {
    signal(SIGSEGV, [](int) { _exit(ENOSYS); });
    long result = 20;  // getpid
    asm volatile("int $0x80" : "+a"(result));
    return 0;
  });
}

struct Probe {
  const char* name;
  bool required;
  int (*attempt)();
  const char* without;
  const char* remedy;
};

constexpr std::array kProbes = {
    Probe{"ptrace", true, try_ptrace, "nothing works: actors cannot be controlled",
          "Docker: --cap-add SYS_PTRACE; elsewhere, as root: sysctl -w kernel.yama.ptrace_scope=1"},
    Probe{"seccomp filters", true, try_seccomp, "nothing works: system calls cannot be stopped",
          "a kernel with CONFIG_SECCOMP_FILTER"},
    Probe{"user, PID, mount, UTS namespaces", true, [] { return in_namespaces([] { return 0; }); },
          "nothing works: actors would see, and harm, the machine",
          "as root: sysctl -w user.max_user_namespaces=10000 kernel.unprivileged_userns_clone=1; Docker: "
          "--security-opt seccomp=unconfined"},
    Probe{"tmpfs in a namespace", true, try_tmpfs, "nothing works: no fresh world for each execution",
          "a kernel with CONFIG_TMPFS; Docker: --security-opt seccomp=unconfined --security-opt apparmor=unconfined"},
    Probe{"private root and /proc", true, try_root, "nothing works: actors could write to the machine's files",
          "Linux 5.12 or newer; Docker: --security-opt systempaths=unconfined"},
    Probe{"choosing the next PID", true, try_last_pid, "nothing works: PIDs would differ from run to run",
          "a kernel with CONFIG_CHECKPOINT_RESTORE"},
    Probe{"choosing any PID (set_tid)", false, try_set_tid, "PID reuse is skipped", "Linux 5.5 or newer"},
    Probe{"stopping rdtsc", false, try_time_stamp, "programs that read the time stamp counter see real time",
          "an x86 processor; in a virtual machine, a hypervisor that lets CR4.TSD take effect"},
    Probe{"32-bit system calls", false, try_other_architecture,
          "nothing: an actor that makes one is killed by the kernel, not by lockproof", "none is needed"},
};

}  // namespace

std::vector<Capability> probe_capabilities() {
  std::vector<Capability> capabilities;
  for (const Probe& probe : kProbes) {
    const int error = probe.attempt();
    capabilities.push_back({.name = probe.name,
                            .required = probe.required,
                            .available = error == 0,
                            .without = probe.without,
                            .reason = error == 0 ? "" : std::strerror(error),
                            .remedy = probe.remedy});
  }
  return capabilities;
}

Capability probe_capability(std::string_view name) {
  const auto all = probe_capabilities();
  const auto found = std::ranges::find(all, name, &Capability::name);
  if (found == all.end()) throw std::invalid_argument("no such capability: " + std::string(name));
  return *found;
}

}  // namespace lockproof::tracee
