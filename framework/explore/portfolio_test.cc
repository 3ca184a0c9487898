#include "explore/portfolio.h"

#include <gtest/gtest.h>

#include <algorithm>

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

// As they would if they drew the same numbers.
TEST(PortfolioTest, MembersStrikeAtPlacesOfTheirOwn) {
  constexpr std::uint64_t members = 6;
  Portfolio portfolio(5);
  ASSERT_EQ(Portfolio::maker(1), "pct_sweep:3");
  ASSERT_EQ(Portfolio::maker(4), "pct_sweep:6");
  ASSERT_EQ(Portfolio::maker(1 + members), "pct_sweep:3");
  const auto place = [&](std::uint64_t execution) {
    const auto schedule = kProgram.execute(portfolio, execution).schedule;
    return std::ranges::find(schedule, model::Choice::Kind::kill, &model::Choice::kind) - schedule.begin();
  };
  int same = 0;
  for (std::uint64_t turn = 0; turn < 100; ++turn) same += place(turn * members + 1) == place(turn * members + 4);
  EXPECT_LT(same, 50);
}

}  // namespace
}  // namespace lockproof::explore
