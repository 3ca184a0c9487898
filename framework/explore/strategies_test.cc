#include "explore/strategies.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <iterator>
#include <vector>

#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

// All but the exhaustive ones, whose executions follow from those before.
std::vector<StrategyInfo> sampling_strategies() {
  std::vector<StrategyInfo> sampling;
  std::ranges::copy_if(all_strategies(), std::back_inserter(sampling),
                       [](const auto& info) { return !info.is_exhaustive; });
  return sampling;
}

const ToyProgram kProgram{
    .actors = {std::vector(6, operation_on("a")), std::vector(6, operation_on("b")), std::vector(6, operation_on("a"))},
    .with_kills = true};

std::string refusal(std::string_view text) try {
  const NamedStrategy strategy(text);
  return "none: it is " + strategy.name();
} catch (const BadStrategy& error) {
  return error.what();
}

TEST(StrategiesTest, AreFoundByName) {
  for (const StrategyInfo& info : all_strategies()) EXPECT_EQ(find_strategy(info.name), &info);
  EXPECT_EQ(find_strategy("random")->name, "random");
  EXPECT_EQ(find_strategy("rand"), nullptr);
}

TEST(StrategiesTest, AreSortedByName) {
  EXPECT_TRUE(std::ranges::is_sorted(all_strategies(), {}, &StrategyInfo::name));
}

TEST(StrategiesTest, TakeANumber) {
  EXPECT_EQ(NamedStrategy("random").name(), "random");
  EXPECT_EQ(NamedStrategy("pct").name(), "pct:3");
  EXPECT_EQ(NamedStrategy("pct:5").name(), "pct:5");
  EXPECT_EQ(NamedStrategy("delay:0").name(), "delay:0");
}

TEST(StrategiesTest, SayWhatWouldBeRight) {
  EXPECT_THAT(refusal("rand"), testing::AllOf(testing::HasSubstr("no strategy 'rand'"), testing::HasSubstr("pct")));
  EXPECT_THAT(refusal("random:3"), testing::HasSubstr("takes no number"));
  for (const char* text : {"pct:", "pct:0", "pct:1001", "pct:x", "pct:3x", "pct:-1", "pct:99999999999999999999999"})
    EXPECT_THAT(refusal(text), testing::HasSubstr("depth of the bug is a number from 1 to 1000, as in 'pct:3'"));
  EXPECT_THAT(refusal(""), testing::HasSubstr("no strategy ''"));
}

TEST(StrategiesTest, AreMadeWithTheSeed) {
  for (const StrategyInfo& info : sampling_strategies()) {
    const auto orders = [&](std::uint64_t seed) {
      const auto strategy = NamedStrategy(info.name).make(seed);
      std::string orders;
      for (std::uint64_t i = 0; i < 20; ++i) orders += kProgram.order(*strategy, i) + " ";
      return orders;
    };
    EXPECT_EQ(orders(1), orders(1)) << info.name;
    EXPECT_NE(orders(1), orders(2)) << info.name;
  }
}

// What a worker of a campaign relies on.
TEST(StrategiesTest, DependOnTheirNumberAndTheProfileRunsAlone) {
  for (const StrategyInfo& info : sampling_strategies()) {
    const auto all = NamedStrategy(info.name).make(1);
    std::vector<model::Trace> traces;
    for (std::uint64_t i = 0; i < 40; ++i) traces.push_back(kProgram.execute(*all, i));
    const auto some = NamedStrategy(info.name).make(1);
    for (std::uint64_t i = 0; i < some->profile_runs(); ++i) kProgram.execute(*some, i);
    for (std::uint64_t i = 37; i > 4; i -= 4) EXPECT_EQ(kProgram.execute(*some, i), traces[i]) << info.name << i;
    for (std::uint64_t i = 0; i < some->profile_runs(); ++i) EXPECT_EQ(kProgram.execute(*some, i), traces[i]);
    EXPECT_EQ(kProgram.execute(*some, 38), traces[38]) << info.name;
  }
}

// Who polls without end does not keep others from what it waits for.
TEST(StrategiesTest, AreFair) {
  const ToyProgram program{.actors = {std::vector(3000, operation_on("a")), std::vector(3000, operation_on("a")),
                                      std::vector(3, operation_on("a"))}};
  for (const StrategyInfo& info : sampling_strategies()) {
    const auto strategy = NamedStrategy(info.name).make(1);
    for (std::uint64_t i = 0; i < 20; ++i) {
      const std::string order = program.order(*strategy, i);
      EXPECT_LT(order.find('2'), 1000U) << info.name << ' ' << i;
    }
  }
}

TEST(StrategiesTest, TakeTheClockWhereNobodyCanRun) {
  const model::Choice choices[] = {{model::Choice::Kind::kill, 0}, {model::Choice::Kind::clock, 0}};
  for (const StrategyInfo& info : sampling_strategies()) {
    const auto strategy = NamedStrategy(info.name).make(1);
    int clocks = 0;
    for (std::uint64_t i = 0; i < 100; ++i) {
      strategy->begin(i);
      clocks += strategy->choose(choices) == 1 ? 1 : 0;
    }
    EXPECT_GT(clocks, 50) << info.name;
    EXPECT_LT(clocks, 100) << info.name;
  }
}

}  // namespace
}  // namespace lockproof::explore
