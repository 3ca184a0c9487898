#include "measure/estimate.h"

#include <gtest/gtest.h>

namespace lockproof::measure {
namespace {

TEST(Median, IsTheMiddleOrBetweenTheTwoInTheMiddle) {
  EXPECT_EQ(median({3, 1, 2}), 2);
  EXPECT_EQ(median({4, 1, 2, 3}), 2.5);
  EXPECT_EQ(median({7}), 7);
}

TEST(Estimate, OfOneValueIsThatValue) {
  EXPECT_EQ(estimate({5}), (model::Estimate{.median = 5, .low = 5, .high = 5}));
}

TEST(Estimate, LiesAroundTheMedianAndWithinTheValues) {
  const std::vector<double> values{10, 11, 9, 10, 30, 10, 12};
  const model::Estimate found = estimate(values);
  EXPECT_EQ(found.median, 10);
  EXPECT_GE(found.low, 9);
  EXPECT_LE(found.low, 10);
  EXPECT_GE(found.high, 11);  // of seven values, four above the tenth are likely enough
  EXPECT_LE(found.high, 30);
  EXPECT_EQ(found, estimate(values));
}

TEST(Estimate, IsNarrowerWithMoreValues) {
  std::vector<double> few{8, 9, 10, 11, 12};
  std::vector<double> many;
  for (int i = 0; i < 40; ++i) many.insert(many.end(), few.begin(), few.end());
  EXPECT_LT(estimate(many).high - estimate(many).low, estimate(few).high - estimate(few).low);
}

TEST(Ratio, IsThatOfTheMedians) {
  const model::Estimate found = estimate_ratio({20, 22, 21}, {10, 10, 10});
  EXPECT_DOUBLE_EQ(found.median, 2.1);
  EXPECT_DOUBLE_EQ(found.low, 2.0);
  EXPECT_DOUBLE_EQ(found.high, 2.2);
}

TEST(Spread, IsTheRangeOverTheMedian) {
  EXPECT_DOUBLE_EQ(spread({8, 10, 12}), 0.4);
  EXPECT_EQ(spread({10, 10}), 0);
}

}  // namespace
}  // namespace lockproof::measure
