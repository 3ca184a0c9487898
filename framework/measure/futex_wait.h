// futex(2) between processes: a sleep that a wake-up of the same word ends.
#pragma once

#include <linux/futex.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <climits>
#include <cstdint>

namespace lockproof::measure {

// Sleeps while the word is `value`; may return early. `longest` may be null: no limit.
inline void futex_wait(std::atomic<std::uint32_t>& word, std::uint32_t value, const timespec* longest = nullptr) {
  syscall(SYS_futex, &word, FUTEX_WAIT, value, longest, nullptr, 0);
}

inline void futex_wake_all(std::atomic<std::uint32_t>& word) {
  syscall(SYS_futex, &word, FUTEX_WAKE, INT_MAX, nullptr, nullptr, 0);
}

}  // namespace lockproof::measure
