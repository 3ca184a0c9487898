// Wall time of something that is done again and again.
#pragma once

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <vector>

namespace lockproof::measure {

// Requires a value.
inline double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::ranges::nth_element(values, middle);
  return *middle;
}

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
  double median_ns() const { return median(samples_ns_); }

 private:
  std::vector<double> samples_ns_;
};

}  // namespace lockproof::measure
