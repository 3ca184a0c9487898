// Small programs that RapidCheck makes up, and makes smaller where a property does not hold.
#pragma once

#include <cstdint>
#include <functional>
#include <span>

#include "explore/toy_machine.h"

namespace lockproof::explore {

// Sanitizers need not see every program (tests themselves are built without).
#ifdef LOCKPROOF_SANITIZED
constexpr int kShareOfPrograms = 5;
#else
constexpr int kShareOfPrograms = 1;
#endif

// Throws what does not hold.
void require(bool holds, const char* what);

// Checks the property, which says what it requires, for so many programs, the same in every run. They have two actors
// with at most so many instructions before the last one, or three with at most two. The test fails with the smallest
// program that was found for which it does not hold.
void check_programs(std::span<const Instruction::Kind> kinds, std::uint64_t instructions_max, int programs,
                    const std::function<void(const Code&)>& property);

}  // namespace lockproof::explore
