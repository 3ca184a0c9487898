#include "explore/split_mix.h"

#include <gtest/gtest.h>

#include <array>
#include <set>

namespace lockproof::explore {
namespace {

// The first numbers for seed 1234567, as published for the reference implementation.
TEST(SplitMixTest, AgreesWithTheReference) {
  SplitMix random(1234567);
  EXPECT_EQ(random.next(), 6457827717110365317U);
  EXPECT_EQ(random.next(), 3203168211198807973U);
  EXPECT_EQ(random.next(), 9817491932198370423U);
}

TEST(SplitMixTest, StreamsShareNoNumbers) {
  std::set<std::uint64_t> seen;
  for (std::uint64_t seed = 0; seed < 10; ++seed) {
    for (std::uint64_t stream = 0; stream < 100; ++stream) {
      SplitMix random(seed, stream);
      for (int i = 0; i < 100; ++i) seen.insert(random.next());
    }
  }
  EXPECT_EQ(seen.size(), 100'000U);
}

TEST(SplitMixTest, BelowReachesEveryNumberEvenlyAndNoOther) {
  SplitMix random(7);
  std::array<int, 5> counts{};
  for (int i = 0; i < 10'000; ++i) ++counts.at(random.below(counts.size()));
  for (const int count : counts) EXPECT_NEAR(count, 2000, 150);
  EXPECT_EQ(random.below(1), 0U);
}

}  // namespace
}  // namespace lockproof::explore
