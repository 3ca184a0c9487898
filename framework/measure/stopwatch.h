// Wall time of something that is done again and again.
#pragma once

#include <algorithm>
#include <chrono>
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

  // The median: whoever else uses the machine makes some samples long. Requires a sample.
  double median_ns() const {
    std::vector<double> sorted = samples_ns_;
    const auto middle = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() / 2);
    std::ranges::nth_element(sorted, middle);
    return *middle;
  }

 private:
  std::vector<double> samples_ns_;
};

}  // namespace lockproof::measure
