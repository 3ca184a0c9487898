#include "explore/surw.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <map>

#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

// Orders of the operations on "shared": how often each.
std::map<std::string, int> orders(const ToyProgram& program, int executions) {
  Surw surw(1);
  std::map<std::string, int> orders;
  for (int i = 0; i <= executions; ++i) {
    const model::Trace trace = program.execute(surw, static_cast<std::uint64_t>(i));
    std::string order;
    for (const model::Event& event : trace.events)
      if (event.operation.path == "shared") order += std::to_string(event.actor);
    if (i > 0) ++orders[order];  // the first is the profile run
  }
  return orders;
}

TEST(SurwTest, MakesAllOrdersOfInterestingOperationsEquallyLikely) {
  const ToyProgram program{.actors = {std::vector(3, operation_on("shared")), {operation_on("shared")}}};
  const auto found = orders(program, 4000);
  EXPECT_EQ(found.size(), 4U);
  for (const auto& [order, count] : found) EXPECT_NEAR(count, 1000, 120) << order;
}

TEST(SurwTest, IsNotMisledByWhatOneActorDoesAlone) {
  std::vector<model::Operation> busy(30, operation_on("own"));
  busy.push_back(operation_on("shared"));
  busy.push_back(operation_on("shared"));
  const ToyProgram program{.actors = {busy, {operation_on("shared"), operation_on("shared")}}};
  const auto found = orders(program, 3000);
  EXPECT_EQ(found.size(), 6U);
  for (const auto& [order, count] : found) EXPECT_NEAR(count, 500, 90) << order;
}

TEST(SurwTest, WalksEvenlyWhereNothingIsShared) {
  const ToyProgram program{.actors = {{operation_on("a")}, {operation_on("b")}}};
  Surw surw(1);
  int first = 0;
  for (std::uint64_t i = 0; i < 1000; ++i) first += program.order(surw, i) == "01" ? 1 : 0;
  EXPECT_NEAR(first, 500, 70);
}

}  // namespace
}  // namespace lockproof::explore
