#include "tracee/arch/x86_64.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <array>
#include <cstddef>

namespace lockproof::tracee::arch {
namespace {

TEST(Registers, ASkippedCallIsNotExecutedAndHasAResult) {
  Registers regs{};
  regs.orig_rax = SYS_read;
  skip_call(regs, -5);
  EXPECT_EQ(call_number(regs), -1);
  EXPECT_EQ(result(regs), -5);
}

TEST(Registers, ARewoundCallIsMadeAgain) {
  Registers regs{};
  regs.rip = 0x1002;
  regs.orig_rax = SYS_read;
  rewind_call(regs, SYS_read);
  EXPECT_EQ(regs.rip, 0x1000u);
  EXPECT_EQ(regs.rax, static_cast<unsigned long long>(SYS_read));
  EXPECT_EQ(call_number(regs), -1);
}

TEST(Registers, ArgumentsLieWhereTheSystemCallConventionPutsThem) {
  EXPECT_EQ(argument_offset(0), offsetof(Registers, rdi));
  EXPECT_EQ(argument_offset(1), offsetof(Registers, rsi));
  EXPECT_EQ(argument_offset(2), offsetof(Registers, rdx));
  EXPECT_EQ(argument_offset(3), offsetof(Registers, r10));
  EXPECT_EQ(argument_offset(4), offsetof(Registers, r8));
  EXPECT_EQ(argument_offset(5), offsetof(Registers, r9));
}

TEST(TimeStampInstruction, IsRecognised) {
  EXPECT_EQ(time_stamp_instruction(std::array<std::uint8_t, 3>{0x0f, 0x31, 0x90}), 2u);
  EXPECT_EQ(time_stamp_instruction(std::array<std::uint8_t, 3>{0x0f, 0x01, 0xf9}), 3u);
  EXPECT_EQ(time_stamp_instruction(std::array<std::uint8_t, 3>{0x0f, 0x01, 0xd0}), std::nullopt);
  EXPECT_EQ(time_stamp_instruction(std::array<std::uint8_t, 1>{0x0f}), std::nullopt);
}

TEST(TimeStampInstruction, GivesItsTicksInTwoHalves) {
  Registers regs{};
  regs.rip = 0x1000;
  regs.rcx = 9;
  skip_time_stamp_instruction(regs, 2, 0x1122334455667788);
  EXPECT_EQ(regs.rax, 0x55667788u);
  EXPECT_EQ(regs.rdx, 0x11223344u);
  EXPECT_EQ(regs.rcx, 9u);
  EXPECT_EQ(regs.rip, 0x1002u);
  skip_time_stamp_instruction(regs, 3, 0);
  EXPECT_EQ(regs.rcx, 0u);
  EXPECT_EQ(regs.rip, 0x1005u);
}

}  // namespace
}  // namespace lockproof::tracee::arch
