#include "tracee/time_stamps.h"

#include <sys/prctl.h>
#include <ucontext.h>

#include <bit>
#include <csignal>
#include <cstdint>
#include <span>
#include <system_error>

#include "tracee/arch/x86_64.h"

namespace lockproof::tracee {
namespace {

struct sigaction before {};  // what SIGSEGV did

// The instruction is tried again: it is allowed then, or somebody else's fault.
void give_back(int, siginfo_t* info, void* context) {
  const auto at = static_cast<const ucontext_t*>(context)->uc_mcontext.gregs[REG_RIP];
  const std::span code(std::bit_cast<const std::uint8_t*>(at), 3);
  if (info->si_code > 0 && at != 0 && arch::time_stamp_instruction(code)) return allow_time_stamps();
  sigaction(SIGSEGV, &before, nullptr);
  if (info->si_code <= 0) raise(SIGSEGV);  // somebody has sent it: no instruction brings it again
}

}  // namespace

void forgo_time_stamps() {
  try {
    arch::patch_vdso();
  } catch (const std::system_error&) {
    return;  // a vDSO that cannot be changed reads the counter: control costs what it costs
  }
  struct sigaction action {};
  action.sa_sigaction = give_back;
  action.sa_flags = SA_SIGINFO;
  struct sigaction replaced {};
  sigaction(SIGSEGV, &action, &replaced);
  if (replaced.sa_sigaction != give_back) before = replaced;
  prctl(PR_SET_TSC, PR_TSC_SIGSEGV);
}

void allow_time_stamps() {
  prctl(PR_SET_TSC, PR_TSC_ENABLE);
}

}  // namespace lockproof::tracee
