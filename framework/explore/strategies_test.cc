#include "explore/strategies.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <vector>

namespace lockproof::explore {
namespace {

TEST(StrategiesTest, AreFoundByName) {
  for (const StrategyInfo& info : all_strategies()) EXPECT_EQ(find_strategy(info.name), &info);
  EXPECT_EQ(find_strategy("random")->name, "random");
  EXPECT_EQ(find_strategy("rand"), nullptr);
}

TEST(StrategiesTest, AreSortedByName) {
  EXPECT_TRUE(std::ranges::is_sorted(all_strategies(), {}, &StrategyInfo::name));
}

TEST(StrategiesTest, AreMadeWithTheSeed) {
  const model::Choice choices[] = {{model::Choice::Kind::run, 0}, {model::Choice::Kind::run, 1}};
  const auto picks = [&](std::uint64_t seed) {
    const auto strategy = find_strategy("random")->make(seed);
    strategy->begin(0);
    std::vector<std::size_t> picked(64);
    for (auto& pick : picked) pick = strategy->choose(choices);
    return picked;
  };
  EXPECT_EQ(picks(1), picks(1));
  EXPECT_NE(picks(1), picks(2));
}

}  // namespace
}  // namespace lockproof::explore
