// Durations, counted in buckets whose width grows with them, so that the error is at most 1 part in 128 anywhere. It is
// plain memory: processes that share no more than a page each count into their own, and the counts add up.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

namespace lockproof::measure {

class Histogram {
 public:
  void add(std::int64_t duration_ns);  // less than nothing counts as nothing

  // As if every duration had been added here.
  void merge(const Histogram& other);

  std::uint64_t count() const { return count_; }
  std::int64_t max() const { return max_; }  // exact; 0 if empty

  // The smallest duration than which at least the share `quantile` of all is no longer (nearest rank), at most 1/128
  // too long. Not a number if empty. Requires: 0 < quantile <= 1.
  double at(double quantile) const;

 private:
  static constexpr int kExactBits = 8;  // below 2^8 each value has its own bucket
  static constexpr int kHalf = 1 << (kExactBits - 1);
  static constexpr int kBitsMax = 42;  // longer ones (73 min) share the last bucket

  static int bucket_of(std::uint64_t value);
  static std::uint64_t last_of(int bucket);

  std::array<std::uint64_t, std::size_t{kBitsMax - kExactBits + 2} * kHalf> buckets_{};
  std::uint64_t count_ = 0;
  std::int64_t max_ = 0;
};

}  // namespace lockproof::measure
