#include "model/coverage.h"

#include <gtest/gtest.h>

#include "model/trace.h"

namespace lockproof::model {
namespace {

// As random as those of real classes.
std::uint64_t digest_of(std::uint64_t number) {
  return combine(number, 1);
}

// Executions first to end - 1 of a program with `classes` classes, of two strategies in turn.
Coverage covered(std::uint64_t first, std::uint64_t end, std::uint64_t classes) {
  Coverage coverage;
  for (std::uint64_t number = first; number < end; ++number)
    coverage.add(number, digest_of(combine(number, 2) % classes), number % 2 == 0 ? "even" : "odd");
  return coverage;
}

TEST(CoverageTest, CountsFewClassesExactly) {
  Coverage coverage;
  EXPECT_EQ(coverage.classes(), 0U);
  EXPECT_EQ(coverage.unseen(), 1);
  coverage.add(0, 17, "a");
  coverage.add(1, 18, "b");
  coverage.add(2, 17, "b");
  coverage.add(3, 17, "a");
  EXPECT_TRUE(coverage.is_exact());
  EXPECT_EQ(coverage.classes(), 2U);
  EXPECT_EQ(coverage.unseen(), 0.25) << "18 was met once";
  EXPECT_EQ(coverage.strategies(), (std::vector<Coverage::Strategy>{{"a", 2}, {"b", 2}}));
  EXPECT_EQ(coverage.sample(), (std::vector<Coverage::Class>{{17, 3, 0, 0}, {18, 1, 1, 1}}));
}

TEST(CoverageTest, EstimatesManyClasses) {
  const Coverage all = covered(0, 100'000, 10'000);  // each some ten times
  EXPECT_FALSE(all.is_exact());
  EXPECT_EQ(all.sample().size(), Coverage::kSampleMax);
  EXPECT_NEAR(static_cast<double>(all.classes()), 10'000, 2'000);
  EXPECT_LT(all.unseen(), 0.01);
  const Coverage few = covered(0, 10'000, 10'000'000);  // hardly any twice
  EXPECT_NEAR(static_cast<double>(few.classes()), 10'000, 2'000);
  EXPECT_GT(few.unseen(), 0.8);
}

TEST(CoverageTest, OfPartsIsThatOfTheWhole) {
  for (const std::uint64_t classes : {100, 5'000}) {
    const Coverage whole = covered(0, 9'000, classes);
    Coverage left = covered(0, 2'001, classes);
    Coverage middle = covered(2'001, 2'500, classes);
    const Coverage right = covered(2'500, 9'000, classes);
    Coverage from_left = left;
    from_left.merge(middle);
    from_left.merge(right);
    EXPECT_EQ(from_left, whole);
    middle.merge(right);
    left.merge(middle);
    EXPECT_EQ(left, whole);
  }
}

}  // namespace
}  // namespace lockproof::model
