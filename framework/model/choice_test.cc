#include "model/choice.h"

#include <gtest/gtest.h>

namespace lockproof::model {
namespace {

TEST(ChoiceTest, IsWrittenAsVerbAndActor) {
  EXPECT_EQ(to_string(Choice{Choice::Kind::run, 2}), "run 2");
  EXPECT_EQ(to_string(Choice{Choice::Kind::kill, 1}), "kill 1");
  EXPECT_EQ(to_string(Choice{Choice::Kind::clock, 0}), "clock");
}

TEST(ChoiceTest, OrderIsRunBeforeKillBeforeClockThenByActor) {
  const Choice in_order[] = {
      {Choice::Kind::run, 0}, {Choice::Kind::run, 1}, {Choice::Kind::kill, 0}, {Choice::Kind::clock, 0}};
  for (std::size_t i = 1; i < std::size(in_order); ++i) EXPECT_LT(in_order[i - 1], in_order[i]) << i;
}

}  // namespace
}  // namespace lockproof::model
