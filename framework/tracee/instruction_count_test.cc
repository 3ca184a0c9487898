#include "tracee/instruction_count.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <stdexcept>

namespace lockproof::tracee {
namespace {

TEST(InstructionCount, IsThatOfTheWorkAlone) {
  const auto loop = [](int rounds) {
    return [rounds] {
      volatile int done = 0;
      while (done < rounds) done = done + 1;
    };
  };
  const std::uint64_t few = instructions_of(loop(5000), loop(100));
  const std::uint64_t many = instructions_of([] {}, loop(1100));
  EXPECT_NEAR(static_cast<double>(many - few) / 1000, 8, 6);
  EXPECT_THROW(instructions_of([] {}, [] { throw std::logic_error("in the midst of it"); }), std::runtime_error);
}

}  // namespace
}  // namespace lockproof::tracee
