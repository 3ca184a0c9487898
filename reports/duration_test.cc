#include "reports/duration.h"

#include <gtest/gtest.h>

namespace lockproof::reports {
namespace {

TEST(MomentTest, HasMicrosecondsThatAreCutNotRounded) {
  EXPECT_EQ(moment_text(0), "+0.000000 s");
  EXPECT_EQ(moment_text(12'345'678'999), "+12.345678 s");
  EXPECT_EQ(moment_text(1'000), "+0.000001 s");
}

TEST(DurationTest, HasTheUnitThatFits) {
  EXPECT_EQ(duration_text(std::int64_t{0}), "0 ns");
  EXPECT_EQ(duration_text(std::int64_t{850}), "850 ns");
  EXPECT_EQ(duration_text(std::int64_t{3'900}), "3.9 us");
  EXPECT_EQ(duration_text(std::int64_t{58'200'000}), "58 ms");
  EXPECT_EQ(duration_text(std::int64_t{1'230'000'000}), "1.2 s");
  EXPECT_EQ(duration_text(std::int64_t{300'100'000'000}), "5 min 0.1 s");
  EXPECT_EQ(duration_text(std::int64_t{7'380'000'000'000}), "2 h 3 min");
}

TEST(DurationTest, LeavesOutWhatIsZero) {
  EXPECT_EQ(duration_text(std::int64_t{2'000'000'000}), "2 s");
  EXPECT_EQ(duration_text(std::int64_t{300'000'000'000}), "5 min");
  EXPECT_EQ(duration_text(std::int64_t{3'600'000'000'000}), "1 h");
}

TEST(DurationTest, RoundingCarriesIntoTheNextUnit) {
  EXPECT_EQ(duration_text(std::int64_t{999'700}), "1 ms");
  EXPECT_EQ(duration_text(std::int64_t{999'700'000}), "1 s");
  EXPECT_EQ(duration_text(std::int64_t{9'960'000}), "10 ms");
  EXPECT_EQ(duration_text(std::int64_t{59'960'000'000}), "1 min");
  EXPECT_EQ(duration_text(std::int64_t{3'599'960'000'000}), "1 h");
}

TEST(DurationTest, TakesSeconds) {
  EXPECT_EQ(duration_text(0.058), "58 ms");
  EXPECT_EQ(duration_text(1e30), "2500000 h");
}

}  // namespace
}  // namespace lockproof::reports
