#include "reports/count.h"

#include <gtest/gtest.h>

namespace lockproof::reports {
namespace {

TEST(CountTest, GroupsThousands) {
  EXPECT_EQ(count_text(0), "0");
  EXPECT_EQ(count_text(999), "999");
  EXPECT_EQ(count_text(1'000), "1,000");
  EXPECT_EQ(count_text(48'211), "48,211");
  EXPECT_EQ(count_text(18'446'744'073'709'551'615U), "18,446,744,073,709,551,615");
}

TEST(CountTest, OnlyOneIsSingular) {
  EXPECT_EQ(count_text(0, "step"), "0 steps");
  EXPECT_EQ(count_text(1, "step"), "1 step");
  EXPECT_EQ(count_text(1'001, "step"), "1,001 steps");
}

}  // namespace
}  // namespace lockproof::reports
