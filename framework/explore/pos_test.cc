#include "explore/pos.h"

#include <gtest/gtest.h>

#include "explore/toy_program.h"

namespace lockproof::explore {
namespace {

double share_of_last(const ToyProgram& program, char actor) {
  Pos pos(1);
  int last = 0;
  for (std::uint64_t i = 0; i < 4000; ++i) last += program.order(pos, i).back() == actor ? 1 : 0;
  return last / 4000.0;
}

// The single operation of actor 1 keeps its priority p while nothing conflicts with it: it is last if ten others
// drew more than p.
TEST(PosTest, KeepsThePriorityOfWhatDoesNotConflict) {
  const ToyProgram program{.actors = {std::vector(10, operation_on("b")), {operation_on("a")}}};
  EXPECT_NEAR(share_of_last(program, '1'), 1.0 / 11, 0.02);
}

TEST(PosTest, DrawsAnewWhatConflicts) {
  const ToyProgram program{.actors = {std::vector(10, operation_on("a")), {operation_on("a")}}};
  EXPECT_NEAR(share_of_last(program, '1'), 1.0 / 1024, 0.003);
}

}  // namespace
}  // namespace lockproof::explore
