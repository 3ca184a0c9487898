#include "explore/tree_probe.h"

#include <gtest/gtest.h>

#include <cmath>

#include "explore/toy_programs.h"
#include "explore/toy_search.h"

namespace lockproof::explore {
namespace {

TEST(TreeProbe, ComesCloseToTheNumberOfAllSchedules) {
  using Kind = Instruction::Kind;
  const std::vector<Kind> kinds = {Kind::lock, Kind::unlock, Kind::load, Kind::store};
  for (const std::uint32_t kills : {0U, 1U})
    check_programs(kinds, 3, 2 * kShareOfPrograms, [&](const Code& code) {
      TreeProbe probe;
      for (std::uint64_t number = 0; number < 20'000; ++number) {
        Machine machine(code, kills);
        probe.begin(number);
        for (std::vector<Choice> choices = machine.choices(); !choices.empty(); choices = machine.choices())
          machine.apply(choices.at(probe.choose(choices)));
        probe.finish(machine.trace());
      }
      const double all = static_cast<double>(reached_by_all(code, kills).executions);
      require(all > 10, "there is something to estimate");
      require(std::abs(std::pow(10, probe.log10_size()) / all - 1) < 0.1, "the estimate is close");
    });
}

}  // namespace
}  // namespace lockproof::explore
