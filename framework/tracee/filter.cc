#include "tracee/filter.h"

#include <linux/seccomp.h>
#include <seccomp.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <system_error>

#include "tracee/arch/x86_64.h"

namespace lockproof::tracee {
namespace {

// Calls that nobody but the caller can tell from their absence, and whose results depend on the caller's own
// past alone.
constexpr std::array kLocalCalls = {
    "arch_prctl",
    "brk",
    "capget",
    "get_robust_list",
    "getegid",
    "geteuid",
    "getgid",
    "getgroups",
    "getpgrp",
    "getpid",
    "getpriority",
    "getresgid",
    "getresuid",
    "getrlimit",
    "gettid",
    "getuid",
    "madvise",
    "membarrier",
    "mlock",
    "mprotect",
    "mremap",
    "munlock",
    "munmap",
    "pkey_alloc",
    "pkey_free",
    "pkey_mprotect",
    "rt_sigaction",
    "rt_sigprocmask",
    "rt_sigreturn",
    "sched_get_priority_max",
    "sched_get_priority_min",
    "sched_getparam",
    "sched_getscheduler",
    "set_robust_list",
    "set_tid_address",
    "sigaltstack",
    "umask",
    "uname",
};

void check(int error, const char* what) {
  if (error < 0) throw std::system_error(-error, std::system_category(), what);
}

std::vector<sock_filter> compile(scmp_filter_ctx context) {
  const int memory = memfd_create("filter", MFD_CLOEXEC);
  check(memory < 0 ? -errno : 0, "memfd_create for the seccomp filter");
  const int error = seccomp_export_bpf(context, memory);
  const auto bytes = static_cast<std::size_t>(lseek(memory, 0, SEEK_END));
  std::vector<sock_filter> program(bytes / sizeof(sock_filter));
  const bool whole = pread(memory, program.data(), bytes, 0) == static_cast<ssize_t>(bytes);
  close(memory);
  check(error, "seccomp_export_bpf");
  check(whole ? 0 : -EIO, "reading the seccomp filter back");
  return program;
}

// libseccomp cannot ask where a call comes from: each "stop the caller" becomes a jump to a tail that asks.
void let_gate_through(std::vector<sock_filter>& program) {
  const std::size_t tail = program.size();
  for (std::size_t i = 0; i < tail; ++i)
    if (program[i].code == (BPF_RET | BPF_K) && program[i].k == SECCOMP_RET_TRACE)
      program[i] = BPF_STMT(BPF_JMP | BPF_JA, static_cast<unsigned>(tail - i - 1));
  constexpr auto kAddressLow = static_cast<unsigned>(offsetof(seccomp_data, instruction_pointer));
  const std::array<sock_filter, 7> ask = {
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kAddressLow + 4),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, 0, 0, 4),
      sock_filter BPF_STMT(BPF_LD | BPF_W | BPF_ABS, kAddressLow),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, static_cast<unsigned>(arch::kGateAddress), 0, 2),
      sock_filter BPF_JUMP(BPF_JMP | BPF_JGE | BPF_K, static_cast<unsigned>(arch::kGateAddress + arch::kGateBytes), 1,
                           0),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
      sock_filter BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_TRACE),
  };
  program.insert(program.end(), ask.begin(), ask.end());
}

}  // namespace

std::vector<sock_filter> make_filter() {
  // libseccomp asks, too, but takes a refusal for a mistake of its caller.
  const std::uint32_t action = SECCOMP_RET_TRACE;
  check(syscall(SYS_seccomp, SECCOMP_GET_ACTION_AVAIL, 0, &action) != 0 ? -errno : 0, "seccomp");
  const std::unique_ptr<void, decltype(&seccomp_release)> context(seccomp_init(SCMP_ACT_TRACE(0)), &seccomp_release);
  if (context == nullptr) throw std::system_error(ENOMEM, std::system_category(), "seccomp_init");
  check(seccomp_attr_set(context.get(), SCMP_FLTATR_ACT_BADARCH, SCMP_ACT_KILL_PROCESS), "seccomp bad architecture");
  check(seccomp_attr_set(context.get(), SCMP_FLTATR_CTL_OPTIMIZE, 2), "seccomp optimisation");
  for (const char* name : kLocalCalls) {
    const int number = seccomp_syscall_resolve_name(name);
    if (number >= 0) check(seccomp_rule_add(context.get(), SCMP_ACT_ALLOW, number, 0), name);
  }
  const scmp_arg_cmp kFreshPrivateMemory =
      SCMP_A3(SCMP_CMP_MASKED_EQ, MAP_SHARED | MAP_PRIVATE | MAP_ANONYMOUS, MAP_PRIVATE | MAP_ANONYMOUS);
  check(seccomp_rule_add(context.get(), SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1, kFreshPrivateMemory), "mmap");
  std::vector<sock_filter> program = compile(context.get());
  let_gate_through(program);
  return program;
}

}  // namespace lockproof::tracee
