#include "measure/histogram.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace lockproof::measure {

// 256 buckets of width 1, then 128 for each further power of two.
int Histogram::bucket_of(std::uint64_t value) {
  value = std::min(value, (std::uint64_t{1} << kBitsMax) - 1);
  const int shift = std::max(0, static_cast<int>(std::bit_width(value)) - kExactBits);
  return shift * kHalf + static_cast<int>(value >> shift);
}

std::uint64_t Histogram::last_of(int bucket) {
  const int shift = std::max(0, bucket / kHalf - 1);
  const auto top = static_cast<std::uint64_t>(bucket - shift * kHalf);
  return ((top + 1) << shift) - 1;
}

void Histogram::add(std::int64_t duration_ns) {
  duration_ns = std::max<std::int64_t>(duration_ns, 0);
  ++buckets_[static_cast<std::size_t>(bucket_of(static_cast<std::uint64_t>(duration_ns)))];
  ++count_;
  max_ = std::max(max_, duration_ns);
}

void Histogram::merge(const Histogram& other) {
  for (std::size_t i = 0; i < buckets_.size(); ++i) buckets_[i] += other.buckets_[i];
  count_ += other.count_;
  max_ = std::max(max_, other.max_);
}

double Histogram::at(double quantile) const {
  if (count_ == 0) return std::numeric_limits<double>::quiet_NaN();
  // The small term: 0.07 * 100 is more than 7.
  const auto rank = static_cast<std::uint64_t>(std::ceil(quantile * static_cast<double>(count_) - 1e-9));
  std::uint64_t seen = 0;
  for (int bucket = 0; bucket < static_cast<int>(buckets_.size()); ++bucket) {
    seen += buckets_[static_cast<std::size_t>(bucket)];
    if (seen >= std::max<std::uint64_t>(rank, 1))
      return static_cast<double>(std::min(last_of(bucket), static_cast<std::uint64_t>(max_)));
  }
  return static_cast<double>(max_);
}

}  // namespace lockproof::measure
