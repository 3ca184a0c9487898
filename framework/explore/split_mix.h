// SplitMix64, a pseudorandom number generator whose numbers are the same with every compiler and library, which those
// of <random>'s distributions are not. G. L. Steele, D. Lea, C. H. Flood: Fast splittable pseudorandom number
// generators, OOPSLA 2014; constants as in https://prng.di.unimi.it/splitmix64.c.
#pragma once

#include <cstdint>

namespace lockproof::explore {

class SplitMix {
 public:
  explicit SplitMix(std::uint64_t seed) : state_(seed) {}

  // A stream of its own for each (seed, stream): both are mixed, since neighbouring states share their numbers.
  SplitMix(std::uint64_t seed, std::uint64_t stream) : state_(mix(mix(seed + kStep) + stream)) {}

  std::uint64_t next() {
    state_ += kStep;
    return mix(state_);
  }

  // From 0 to bound - 1, each as likely as the others but for one part in 2^64 / bound: D. Lemire, Fast random
  // integer generation in an interval, 2019. Requires: bound > 0.
  std::uint64_t below(std::uint64_t bound) {
    return static_cast<std::uint64_t>(static_cast<unsigned __int128>(next()) * bound >> 64);
  }

 private:
  static constexpr std::uint64_t kStep = 0x9e3779b97f4a7c15;

  static constexpr std::uint64_t mix(std::uint64_t z) {
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
    z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
    return z ^ (z >> 31);
  }

  std::uint64_t state_;
};

}  // namespace lockproof::explore
