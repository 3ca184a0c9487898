// The fastest way for two processes to hand a turn to one another and back: what a step under control is measured by.
#pragma once

#include <sys/types.h>

#include <atomic>
#include <cstdint>

#include "engine/shared_memory.h"

namespace lockproof::measure {

// A process that answers at once. It inherits the CPU affinity of its maker.
class FutexPartner {
 public:
  FutexPartner();  // throws std::system_error
  ~FutexPartner();
  FutexPartner(const FutexPartner&) = delete;
  FutexPartner& operator=(const FutexPartner&) = delete;

  // Hands the turn over and sleeps until it is back.
  void round_trip();

 private:
  engine::SharedMemory<std::atomic<std::uint32_t>> turn_;
  pid_t partner_ = -1;
};

}  // namespace lockproof::measure
