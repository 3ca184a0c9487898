// What the processes of a fleet have in common: shared memory.
#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include "measure/histogram.h"
#include "measure/workload.h"

namespace lockproof::measure {

using Word = std::atomic<std::uint32_t>;

// Of one lock. But for the owner only ever written by who holds the lock.
struct alignas(64) KeyRecord {
  std::atomic<int> owner{0};  // who is inside: the number of a worker, from 1; 0: nobody
  std::atomic<int> last_owner{0};
  std::atomic<std::uint64_t> run{0};  // acquisitions in a row by last_owner
  std::atomic<std::uint64_t> longest_run{0};
  std::atomic<std::int64_t> released_ns{0};
};

// Of one worker, written by it alone, but for what the fleet writes when it is dead.
struct alignas(64) WorkerRecord {
  Histogram acquire;
  Histogram handoff;
  std::uint64_t acquisitions = 0;
  std::uint64_t overlaps = 0;  // how often somebody else was inside as well
  std::int64_t cpu_ns = 0;     // of the samples
  std::uint64_t cpu_samples = 0;
  std::uint64_t switches = 0;
  std::uint64_t switched_acquisitions = 0;  // during which the switches were counted
  std::array<char, 240> failure{};          // what acquire() or release() threw
};

struct Board {
  std::atomic<std::uint32_t> ready{0};
  Word go{0};
  std::int64_t start_ns = 0;  // valid once go is set
  std::int64_t end_ns = 0;

  // Kills: the victim's number, and when.
  std::atomic<int> doomed{0};
  std::atomic<std::int64_t> killed_ns{0};

  // Rounds of build_once. The last one who arrives lets all go, or ends the run.
  std::atomic<std::uint32_t> arrived{0};
  Word round{0};
  std::atomic<bool> is_over{false};
  std::atomic<std::int64_t> round_start_ns{0};
  std::atomic<std::uint64_t> builds{0};

  std::array<KeyRecord, kKeysMax> keys{};
};

}  // namespace lockproof::measure
