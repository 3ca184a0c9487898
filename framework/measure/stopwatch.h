// Wall time of something that is done again and again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace lockproof::measure {

class Stopwatch {
 public:
  using Clock = std::chrono::steady_clock;

  // Does `work`; one sample.
  void time(auto&& work) {
    const auto start = Clock::now();
    work();
    add(Clock::now() - start);
  }

  void add(std::chrono::nanoseconds duration) { samples_ns_.push_back(static_cast<double>(duration.count())); }

  // The fastest tenth takes at most so long: whoever else uses the machine only makes samples longer, and on a busy one
  // most of them. Requires a sample.
  double quiet_ns() const {
    std::vector<double> sorted = samples_ns_;
    const auto place = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 10);
    std::ranges::nth_element(sorted, place);
    return *place;
  }

 private:
  std::vector<double> samples_ns_;
};

}  // namespace lockproof::measure
