#include "measure/histogram.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "explore/split_mix.h"

namespace lockproof::measure {
namespace {

TEST(Histogram, OfNothingHasNoPercentiles) {
  EXPECT_TRUE(std::isnan(Histogram().at(0.5)));
  EXPECT_EQ(Histogram().count(), 0U);
}

TEST(Histogram, IsExactOnSmallSets) {
  Histogram histogram;
  for (const int duration : {50, 10, 40, 20, 30}) histogram.add(duration);
  EXPECT_EQ(histogram.at(0.01), 10);
  EXPECT_EQ(histogram.at(0.2), 10);
  EXPECT_EQ(histogram.at(0.21), 20);
  EXPECT_EQ(histogram.at(0.5), 30);
  EXPECT_EQ(histogram.at(0.9), 50);
  EXPECT_EQ(histogram.at(1), 50);
}

TEST(Histogram, RanksAsPeopleCount) {
  Histogram histogram;
  for (int duration = 1; duration <= 100; ++duration) histogram.add(duration);
  for (int percent = 1; percent <= 100; ++percent) EXPECT_EQ(histogram.at(percent / 100.0), percent);
}

// The bound that the header promises, over all magnitudes: each value alone between a smaller and a larger one.
TEST(Histogram, IsOffByOnePartIn128AtMost) {
  explore::SplitMix random(1);
  for (int bits = 0; bits < 42; ++bits)
    for (int i = 0; i < 100; ++i) {
      const auto value = static_cast<std::int64_t>((std::uint64_t{1} << bits) + random.below(std::uint64_t{1} << bits));
      Histogram histogram;
      histogram.add(0);
      histogram.add(value);
      histogram.add((std::int64_t{1} << 42) - 1);
      const double found = histogram.at(0.5);
      ASSERT_GE(found, static_cast<double>(value));
      ASSERT_LE(found, static_cast<double>(value) * (1 + 1.0 / 128)) << value;
      if (value < 256) {
        ASSERT_EQ(found, static_cast<double>(value));
      }
    }
}

TEST(Histogram, KeepsTheLongestExactly) {
  Histogram histogram;
  histogram.add(1'234'567'891);
  EXPECT_EQ(histogram.max(), 1'234'567'891);
  EXPECT_EQ(histogram.at(1), 1'234'567'891);
  histogram.add(std::int64_t{1} << 50);
  EXPECT_EQ(histogram.max(), std::int64_t{1} << 50);
  histogram.add(-5);
  EXPECT_EQ(histogram.at(0.01), 0);
}

TEST(Histogram, MergedIsTheUnion) {
  explore::SplitMix random(2);
  std::vector<Histogram> parts(3);
  Histogram whole;
  for (int i = 0; i < 10'000; ++i) {
    const auto duration = static_cast<std::int64_t>(random.next() >> (20 + random.below(40)));
    parts[static_cast<std::size_t>(i % 3)].add(duration);
    whole.add(duration);
  }
  Histogram merged;
  for (const Histogram& part : parts) merged.merge(part);
  EXPECT_EQ(merged.count(), whole.count());
  EXPECT_EQ(merged.max(), whole.max());
  for (const double quantile : {0.001, 0.1, 0.5, 0.9, 0.99, 0.999, 1.0})
    EXPECT_EQ(merged.at(quantile), whole.at(quantile));
}

}  // namespace
}  // namespace lockproof::measure
