#include "explore/pct.h"

#include <gtest/gtest.h>

#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

constexpr int kExecutions = 4000;

const ToyProgram kTwoOfTen{.actors = {std::vector(10, operation_on("a")), std::vector(10, operation_on("a"))}};

// Position of the `count`-th '`actor`' in `order`.
std::size_t position(const std::string& order, char actor, int count) {
  std::size_t at = order.find(actor);
  while (--count > 0) at = order.find(actor, at + 1);
  return at;
}

template <typename Bug>
double share(std::uint64_t depth, const ToyProgram& program, Bug shows) {
  Pct pct(1, depth);
  int found = 0;
  for (int i = 0; i < kExecutions; ++i) found += shows(program.order(pct, static_cast<std::uint64_t>(i))) ? 1 : 0;
  return found / static_cast<double>(kExecutions);
}

TEST(PctTest, FindsABugOfDepthOneWithItsProbability) {
  const auto last_before_first = [](const std::string& order) { return position(order, '1', 10) < order.find('0'); };
  EXPECT_GE(share(1, kTwoOfTen, last_before_first), 0.45);  // 1 / n
}

TEST(PctTest, FindsABugOfDepthTwoWithItsProbability) {
  const auto between = [](const std::string& order) {
    return position(order, '0', 5) < position(order, '1', 5) && position(order, '1', 5) < position(order, '0', 6);
  };
  EXPECT_NEAR(share(2, kTwoOfTen, between), 1.0 / (2 * 20), 0.006);  // 1 / (n k), exactly
  EXPECT_EQ(share(1, kTwoOfTen, between), 0);                        // no preemption at all
}

TEST(PctTest, FindsABugOfDepthThreeWithItsProbability) {
  const ToyProgram program{.actors = {std::vector(4, operation_on("a")), std::vector(4, operation_on("a"))}};
  const auto twice_between = [](const std::string& order) {
    return position(order, '0', 2) < position(order, '1', 2) && position(order, '1', 2) < position(order, '0', 3) &&
           position(order, '0', 3) < position(order, '1', 3);
  };
  EXPECT_GE(share(3, program, twice_between), 1.0 / (2 * 8 * 8));  // 1 / (n k^2)
}

TEST(PctTest, ChangesActorNoMoreOftenThanItsDepthAllows) {
  Pct pct(7, 3);
  for (std::uint64_t i = 0; i < 200; ++i) {
    const std::string order = kTwoOfTen.order(pct, i);
    int switches = 0;
    for (std::size_t at = 1; at < order.size(); ++at) switches += order[at] != order[at - 1] ? 1 : 0;
    EXPECT_LE(switches, 3) << order;  // two changes, and the end of one of them
  }
}

}  // namespace
}  // namespace lockproof::explore
