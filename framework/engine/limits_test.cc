#include "engine/limits.h"

#include <gtest/gtest.h>

#include <chrono>
#include <optional>

namespace lockproof::engine {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;
using std::chrono::nanoseconds;
using std::chrono::seconds;

class BoundaryTest : public testing::Test {
 protected:
  std::optional<nanoseconds> last_safe(nanoseconds limit, std::optional<nanoseconds> guess = std::nullopt) {
    return find_boundary([&](nanoseconds value) { return ++asked_, value <= limit; }, guess, true, hours(24),
                         seconds(1));
  }
  std::optional<nanoseconds> first_enough(nanoseconds need, std::optional<nanoseconds> guess = std::nullopt) {
    return find_boundary([&](nanoseconds value) { return ++asked_, value >= need; }, guess, false, hours(24),
                         seconds(1));
  }
  int asked_ = 0;
};

TEST_F(BoundaryTest, FindsTheLastValueThatHolds) {
  for (const int limit : {0, 1, 2, 7, 299, 300, 3599, 86399}) EXPECT_EQ(last_safe(seconds(limit)), seconds(limit));
  EXPECT_EQ(last_safe(milliseconds(4900)), seconds(4));
}

TEST_F(BoundaryTest, FindsTheFirstValueThatIsEnough) {
  for (const int need : {0, 1, 2, 300, 86400}) EXPECT_EQ(first_enough(seconds(need)), seconds(need));
  EXPECT_EQ(first_enough(milliseconds(300'100)), seconds(301));
}

TEST_F(BoundaryTest, SaysWhenThereIsNone) {
  EXPECT_EQ(last_safe(hours(25)), std::nullopt);
  EXPECT_EQ(first_enough(hours(25)), std::nullopt);
  EXPECT_EQ(last_safe(hours(25), seconds(300)), std::nullopt);
}

TEST_F(BoundaryTest, AGoodGuessNeedsTwoLooks) {
  EXPECT_EQ(last_safe(seconds(300), seconds(300)), seconds(300));
  EXPECT_EQ(asked_, 2);
}

TEST_F(BoundaryTest, AWrongGuessDoesNotMislead) {
  EXPECT_EQ(last_safe(seconds(300), seconds(5)), seconds(300));
  EXPECT_EQ(last_safe(seconds(5), seconds(300)), seconds(5));
  EXPECT_EQ(first_enough(seconds(300), seconds(0)), seconds(300));
}

TEST(LimitTest, HoldingLessThanClaimedBreaksTheContract) {
  Limit limit;
  limit.assumption = all_assumptions().data();
  ASSERT_TRUE(limit.assumption->holds_below);
  EXPECT_TRUE(limit.keeps_contract());
  limit.found = seconds(10);
  EXPECT_FALSE(limit.keeps_contract()) << "claims to hold without limit";
  limit.claimed = seconds(11);
  EXPECT_FALSE(limit.keeps_contract());
  limit.claimed = seconds(10);
  EXPECT_TRUE(limit.keeps_contract());
  limit.assumption = &all_assumptions().back();
  limit.found = seconds(11);
  EXPECT_FALSE(limit.keeps_contract()) << "needs longer to recover than it claims";
  limit.found.reset();
  EXPECT_FALSE(limit.keeps_contract());
}

}  // namespace
}  // namespace lockproof::engine
