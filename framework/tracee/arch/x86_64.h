// Everything that depends on the processor: registers, the call gate, the vDSO patch, the time stamp counter.
#pragma once

#include <sys/user.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>

namespace lockproof::tracee::arch {

using Registers = user_regs_struct;

// Numbers of calls that never existed, for the fork server's own use: the kernel refuses them outside of
// lockproof, and inside they stop the server.
inline constexpr long kParkCall = 5000;

inline long call_number(const Registers& regs) {
  return static_cast<long>(regs.orig_rax);
}
inline long result(const Registers& regs) {
  return static_cast<long>(regs.rax);
}

// The third argument, which clone3 does not use: the fork server hands an actor its index there.
inline long unused_clone3_argument(const Registers& regs) {
  return static_cast<long>(regs.rdx);
}

// At the entry of a call: it will not be executed and returns `result`.
void skip_call(Registers& regs, long result);

// At the entry of a call: another one will be executed in its place.
void replace_call(Registers& regs, long number, const std::array<std::uint64_t, 3>& arguments);

// At the exit of a call, or in a stop before its restart: it will be made again from its first instruction.
void rewind_call(Registers& regs, long number);

// Where a single register lies for PTRACE_PEEKUSER and PTRACE_POKEUSER.
inline constexpr std::size_t result_offset = offsetof(user, regs.rax);
std::size_t argument_offset(int index);

// A fixed page with a function like syscall(2) whose calls the filter lets through: the fork server's
// way to make system calls without a stop. (The idea is rr's privileged call page.)
inline constexpr std::uint64_t kGateAddress = 0x70000000;
inline constexpr std::size_t kGateBytes = 4096;
using Gate = long (*)(long number, ...);
Gate map_gate();

// Overwrites the functions of the vDSO that read the clock, the CPU number or randomness with the system calls
// that they avoid, so that the filter sees them. Affects the caller and the children that it forks, not
// programs that they execute (those lose the vDSO through their auxiliary vector).
void patch_vdso();

// Length of the instruction at `code` if it reads the time stamp counter (rdtsc, rdtscp).
std::optional<std::size_t> time_stamp_instruction(std::span<const std::uint8_t> code);
void skip_time_stamp_instruction(Registers& regs, std::size_t length, std::uint64_t ticks);

}  // namespace lockproof::tracee::arch
