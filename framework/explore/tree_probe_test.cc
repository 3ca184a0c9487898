#include "explore/tree_probe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "explore/toy_search.h"

namespace lockproof::explore {
namespace {

TEST(TreeProbe, ComesCloseToTheNumberOfAllSchedules) {
  using Kind = Instruction::Kind;
  const std::vector<Kind> kinds = {Kind::lock, Kind::unlock, Kind::load, Kind::store};
  SplitMix random(3, 0);
  for (const std::uint32_t kills : {0U, 1U}) {
    const Code code = random_code(random, kinds, 3);
    TreeProbe probe;
    for (std::uint64_t number = 0; number < 2000; ++number) {
      Machine machine(code, kills);
      probe.begin(number);
      for (std::vector<Choice> choices = machine.choices(); !choices.empty(); choices = machine.choices())
        machine.apply(choices.at(probe.choose(choices)));
      probe.finish(machine.trace());
    }
    const double all = static_cast<double>(reached_by_all(code, kills).executions);
    EXPECT_GT(all, 10) << to_text(code);
    EXPECT_NEAR(std::pow(10, probe.log10_size()) / all, 1, 0.1) << to_text(code);
  }
}

}  // namespace
}  // namespace lockproof::explore
