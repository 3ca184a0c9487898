// The seccomp filter: which system calls stop an actor.
#pragma once

#include <linux/filter.h>

#include <vector>

namespace lockproof::tracee {

// Lets through what touches the calling process alone, and whatever is called from the gate (arch::kGateAddress);
// everything else stops the caller for the tracer (SECCOMP_RET_TRACE), system calls that lockproof has
// never heard of included. Calls of another architecture (int 0x80) kill the caller with SIGSYS.
// Compiled by libseccomp. Throws std::system_error.
std::vector<sock_filter> make_filter();

}  // namespace lockproof::tracee
