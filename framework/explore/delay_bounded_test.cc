#include "explore/delay_bounded.h"

#include <gtest/gtest.h>

#include <set>

#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

const ToyProgram kThree{.actors = {std::vector(4, operation_on("a")), std::vector(4, operation_on("a")),
                                   std::vector(4, operation_on("a"))}};

std::set<std::string> orders(std::uint64_t delays) {
  DelayBounded strategy(1, delays);
  std::set<std::string> orders;
  for (std::uint64_t i = 0; i < 1000; ++i) orders.insert(kThree.order(strategy, i));
  return orders;
}

TEST(DelayBoundedTest, IsRoundRobinWithoutDelays) {
  EXPECT_EQ(orders(0), (std::set<std::string>{"000011112222", "111122220000", "222200001111"}));
}

TEST(DelayBoundedTest, PassesOverOnceWithOneDelay) {
  const std::set<std::string> found = orders(1);
  EXPECT_TRUE(found.contains("001111222200"));
  EXPECT_TRUE(found.contains("000011222211"));
  for (const std::string& order : found) {
    int switches = 0;
    for (std::size_t i = 1; i < order.size(); ++i) switches += order[i] != order[i - 1] ? 1 : 0;
    EXPECT_LE(switches, 3) << order;
  }
  EXPECT_LE(found.size(), 3 * 12U);
}

}  // namespace
}  // namespace lockproof::explore
