#include "explore/portfolio.h"

#include <gtest/gtest.h>

#include <set>

#include "explore/random_walk.h"
#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

const ToyProgram kProgram{
    .actors = {std::vector(6, operation_on("a")), std::vector(6, operation_on("b")), std::vector(6, operation_on("a"))},
    .with_kills = true};

TEST(PortfolioTest, BeginsWithARandomWalk) {
  Portfolio portfolio(5);
  RandomWalk walk(5);
  EXPECT_EQ(kProgram.execute(portfolio, 0), kProgram.execute(walk, 0));
}

// Strategies that never preempt, or nearly so, and others: both sorts of orders come.
TEST(PortfolioTest, Mixes) {
  Portfolio portfolio(5);
  int calm = 0;
  int wild = 0;
  for (std::uint64_t i = 0; i < 120; ++i) {
    const std::string order = kProgram.order(portfolio, i);
    int switches = 0;
    for (std::size_t at = 1; at < order.size(); ++at) switches += order[at] != order[at - 1] ? 1 : 0;
    (switches <= 5 ? calm : wild) += 1;
  }
  EXPECT_GT(calm, 30);
  EXPECT_GT(wild, 30);
}

}  // namespace
}  // namespace lockproof::explore
