#include "tracee/capabilities.h"

#include <fcntl.h>
#include <linux/filter.h>
#include <linux/sched.h>
#include <linux/seccomp.h>
#include <sched.h>
#include <sys/mman.h>
#include <sys/mount.h>
#include <sys/personality.h>
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
#include <cstdio>
#include <cstring>
#include <functional>
#include <optional>
#include <stdexcept>

#include "tracee/namespaces.h"
#include "tracee/tracee.h"

namespace lockproof::tracee {
namespace {

using Attempt = std::function<std::optional<Refusal>()>;

// Where a child process says what it came to.
struct Answer {
  bool done;
  int error;
  std::array<char, 200> what;
  std::array<char, 400> remedy;
};

std::optional<Refusal> refusal_in(const Answer& answer, int status) {
  if (WIFSIGNALED(status)) return Refusal{0, std::string("killed by a signal: ") + strsignal(WTERMSIG(status))};
  if (!answer.done)
    return WEXITSTATUS(status) == 0 ? std::nullopt : std::optional(Refusal{WEXITSTATUS(status), "exit"});
  if (answer.what[0] == '\0') return std::nullopt;
  return Refusal{answer.error, answer.what.data(), answer.remedy.data()};
}

// What `attempt` returns in a child process, which may also end with an errno as its exit status.
std::optional<Refusal> in_child(const Attempt& attempt) {
  void* shared = mmap(nullptr, sizeof(Answer), PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  if (shared == MAP_FAILED) return Refusal{errno, "mmap"};
  auto& answer = *static_cast<Answer*>(shared);
  const pid_t child = fork();
  if (child == 0) {
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (const auto refusal = attempt()) {
      answer.error = refusal->error;
      snprintf(answer.what.data(), answer.what.size(), "%s", refusal->what.c_str());
      snprintf(answer.remedy.data(), answer.remedy.size(), "%s", refusal->remedy.c_str());
    }
    answer.done = true;
    _exit(0);
  }
  std::optional<Refusal> refusal = Refusal{errno, "fork"};
  if (child > 0) {
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    refusal = refusal_in(answer, status);
  }
  munmap(shared, sizeof(Answer));
  return refusal;
}

// The same in a child of a child that has entered the namespaces: the first process of its PID namespace.
std::optional<Refusal> in_namespaces(const Attempt& attempt) {
  return in_child([&] {
    auto refusal = enter_namespaces();
    return refusal ? refusal : in_child(attempt);
  });
}

std::optional<Refusal> unless(bool success, const char* what, std::string_view remedy) {
  return success ? std::nullopt : std::optional(Refusal{errno, what, std::string(remedy)});
}

std::optional<Refusal> try_ptrace() {
  return in_child([] {
    const pid_t child = fork();
    if (child == 0) {
      pause();
      _exit(0);
    }
    auto refusal = take_control(child, 0);
    kill(child, SIGKILL);
    waitpid(child, nullptr, __WALL);
    return refusal;
  });
}

std::optional<Refusal> try_seccomp() {
  return in_child([] {
    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0);
    sock_filter allow = BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW);
    const sock_fprog program{.len = 1, .filter = &allow};
    return unless(syscall(SYS_seccomp, SECCOMP_SET_MODE_FILTER, 0, &program) == 0, "seccomp", kFilterRemedy);
  });
}

std::optional<Refusal> try_namespaces() {
  return in_namespaces([] { return std::nullopt; });
}

std::optional<Refusal> try_root() {
  return in_namespaces(build_root);
}

std::optional<Refusal> try_last_pid() {
  return in_namespaces([]() -> std::optional<Refusal> {
    if (auto refusal = build_root()) return refusal;
    const int fd = open("/proc/sys/kernel/ns_last_pid", O_WRONLY | O_CLOEXEC);
    return unless(fd >= 0 && write(fd, "100", 3) == 3, "writing ns_last_pid", kLastPidRemedy);
  });
}

// A process by clone3, with a PID of its own choice unless that is 0.
std::optional<Refusal> clone_process(pid_t wanted, const char* what, std::string_view remedy) {
  clone_args arguments{};
  arguments.exit_signal = SIGCHLD;
  if (wanted != 0) {
    arguments.set_tid = reinterpret_cast<std::uint64_t>(&wanted);
    arguments.set_tid_size = 1;
  }
  const long pid = syscall(SYS_clone3, &arguments, sizeof arguments);
  if (pid == 0) _exit(0);
  if (pid > 0) waitpid(static_cast<pid_t>(pid), nullptr, 0);
  return unless(pid > 0, what, remedy);
}

std::optional<Refusal> try_clone() {
  return in_child([] { return clone_process(0, "clone3", kCloneRemedy); });
}

std::optional<Refusal> try_set_tid() {
  return in_namespaces([] { return clone_process(4242, "clone3 with set_tid", "Linux 5.5 or newer"); });
}

std::optional<Refusal> try_tmpfs() {
  return in_namespaces([] {
    mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr);
    return unless(mount("world", "/tmp", "tmpfs", 0, nullptr) == 0, "mounting a tmpfs", kMountRemedy);
  });
}

std::optional<Refusal> try_fixed_addresses() {
  return in_child([] {
    return unless(personality(ADDR_NO_RANDOMIZE) != -1, "personality",
                  "Docker, Podman: --security-opt seccomp=unconfined");
  });
}

// Some hypervisors accept the request and ignore it, so it is tried out.
std::optional<Refusal> try_time_stamp() {
  return in_child([] {
    constexpr const char* kRemedy =
        "an x86 processor; in a virtual machine, a hypervisor that lets CR4.TSD take effect";
    signal(SIGSEGV, [](int) { _exit(0); });
    if (prctl(PR_SET_TSC, PR_TSC_SIGSEGV) == 0) {
      __rdtsc();
      errno = EOPNOTSUPP;
    }
    return unless(false, "prctl(PR_SET_TSC)", kRemedy);
  });
}

// int 0x80 of a 64-bit program: without 32-bit emulation the kernel sends SIGSEGV before any filter is asked.
std::optional<Refusal> try_other_architecture() {
  auto refusal = in_child([]() -> std::optional<Refusal> {
    signal(SIGSEGV, [](int) { _exit(ENOSYS); });
    long result = 20;  // getpid
    asm volatile("int $0x80" : "+a"(result));
    return std::nullopt;
  });
  if (refusal) refusal->remedy = "none is needed";
  return refusal;
}

struct Probe {
  const char* name;
  bool required;
  std::optional<Refusal> (*attempt)();
  const char* without;
  const char* needs = "";  // another one, which comes before it
};

constexpr const char* kNamespaces = "namespaces";

constexpr std::array kProbes = {
    Probe{"ptrace", true, try_ptrace, "nothing works: actors cannot be controlled"},
    Probe{"seccomp filters", true, try_seccomp, "nothing works: system calls cannot be stopped"},
    Probe{kNamespaces, true, try_namespaces, "nothing works: actors would see, and harm, the machine"},
    Probe{"tmpfs in a namespace", true, try_tmpfs, "nothing works: no fresh world for each execution", kNamespaces},
    Probe{"private root and /proc", true, try_root, "nothing works: actors could write to the machine's files",
          "tmpfs in a namespace"},
    Probe{"choosing the next PID", true, try_last_pid, "nothing works: PIDs would differ from run to run",
          "private root and /proc"},
    Probe{"clone3", true, try_clone, "nothing works: no actor can be started"},
    Probe{"choosing any PID (set_tid)", false, try_set_tid, "PID reuse is skipped", kNamespaces},
    Probe{"fixed addresses", false, try_fixed_addresses, "programs that look at addresses are not reproducible"},
    Probe{"stopping rdtsc", false, try_time_stamp, "programs that read the time stamp counter see real time"},
    Probe{"32-bit system calls", false, try_other_architecture,
          "nothing: an actor that makes one is killed by the kernel, not by lockproof"},
};

}  // namespace

std::vector<Capability> probe_capabilities() {
  std::vector<Capability> capabilities;
  for (const Probe& probe : kProbes) {
    const auto needed = std::ranges::find(capabilities, probe.needs, &Capability::name);
    const bool is_possible = needed == capabilities.end() || needed->available;
    const auto refusal =
        is_possible ? probe.attempt() : std::optional(Refusal{0, "needs '" + needed->name + "', see there"});
    capabilities.push_back({.name = probe.name,
                            .required = probe.required,
                            .available = !refusal,
                            .without = probe.without,
                            .reason = refusal ? reason_of(*refusal) : "",
                            .remedy = refusal ? refusal->remedy : ""});
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
