#include "engine/running_coverage.h"

#include <gtest/gtest.h>

#include <vector>

namespace lockproof::engine {
namespace {

std::vector<Entry> entries(const std::vector<std::uint64_t>& classes) {
  std::vector<Entry> entries;
  for (const std::uint64_t one : classes) publish({.class_digest = one, .done = true}, entries.emplace_back());
  return entries;
}

TEST(RunningCoverageTest, IsTheShareOfClassesThatWereMetOnce) {
  RunningCoverage coverage;
  std::vector<Entry> made = entries({1, 2, 1, 3});
  EXPECT_EQ(coverage.unseen(0, made), 0.5);
  made.resize(8);
  EXPECT_EQ(coverage.unseen(0, made), 0.5) << "nothing new is done";
  publish({.class_digest = 2, .done = true}, made[5]);
  EXPECT_EQ(coverage.unseen(0, made), 0.5) << "there is a gap";
  publish({.class_digest = 2, .done = true}, made[4]);
  EXPECT_EQ(coverage.unseen(0, made), 1.0 / 6);
}

TEST(RunningCoverageTest, IsOfOnePlay) {
  RunningCoverage coverage;
  std::vector<Entry> one = entries({1, 1});
  std::vector<Entry> other = entries({1, 2, 2, 2});
  std::vector<Entry> none(3);
  EXPECT_EQ(coverage.unseen(0, one), 0);
  EXPECT_EQ(coverage.unseen(1, other), 0.25);
  EXPECT_EQ(coverage.unseen(2, none), 1);
}

}  // namespace
}  // namespace lockproof::engine
