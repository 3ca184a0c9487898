// How many instructions work takes: a measure that does not depend on the machine's speed, nor on who else uses it.
#pragma once

#include <cstdint>
#include <functional>

namespace lockproof::tracee {

// The instructions that `work` executes in user mode, without those of other threads and processes. Both are called in
// a child process, `prepare` uncounted. Counted one by one (ptrace(2), PTRACE_SINGLESTEP), since not every machine
// gives out its counters: some microseconds for each. Throws std::runtime_error if the child ends before its work does,
// and std::system_error if the machine refuses that.
std::uint64_t instructions_of(const std::function<void()>& prepare, const std::function<void()>& work);

}  // namespace lockproof::tracee
