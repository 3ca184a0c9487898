#include "oracle/actor_fate.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using testing::ElementsAre;

class ActorFateTest : public testing::Test {
 protected:
  static constexpr int kTwo = 1;
  static constexpr int kChild = 2;
  static constexpr int kGrandchild = 3;

  TraceBuilder builder_ = TraceBuilder(2).child("2.1", "2").child("2.1.1", "2.1");
};

TEST_F(ActorFateTest, AnAncestorCountsOnceItWasKilled) {
  const auto& trace = builder_.exit("1").kill("2").trace();
  EXPECT_EQ(killed_ancestor(trace, past(trace, 0), kGrandchild), std::nullopt);
  EXPECT_EQ(killed_ancestor(trace, past(trace, 1), kGrandchild), kTwo);
  EXPECT_EQ(killed_ancestor(trace, past(trace, 1), kTwo), std::nullopt);
}

TEST_F(ActorFateTest, TheNearestAncestorIsNamed) {
  const auto& trace = builder_.kill("2").kill("2.1").trace();
  EXPECT_EQ(killed_ancestor(trace, trace.events, kGrandchild), kChild);
  EXPECT_EQ(described(trace, trace.events, kGrandchild), "actor 2.1.1, the body of killed actor 2.1,");
  EXPECT_EQ(described(trace, trace.events, kTwo), "actor 2");
}

TEST_F(ActorFateTest, AnOrdinaryExitOfAnAncestorIsNoKill) {
  const auto& trace = builder_.exit("2", 1).trace();
  EXPECT_EQ(killed_ancestor(trace, trace.events, kGrandchild), std::nullopt);
}

TEST_F(ActorFateTest, ADescendantIsFoundAtAnyDepthAndOnlyBelow) {
  const auto& trace = builder_.kill("2.1.1").trace();
  EXPECT_TRUE(has_killed_descendant(trace, trace.events, kTwo));
  EXPECT_TRUE(has_killed_descendant(trace, trace.events, kChild));
  EXPECT_FALSE(has_killed_descendant(trace, trace.events, kGrandchild));
  EXPECT_FALSE(has_killed_descendant(trace, trace.events, 0));
}

TEST_F(ActorFateTest, WhoDidNotExitIsUnfinished) {
  const auto& trace = builder_.exit("1").kill("2.1").trace();
  EXPECT_THAT(unfinished(trace), ElementsAre(kTwo, kGrandchild));
}

TEST_F(ActorFateTest, WritesNamesAsAList) {
  const auto& trace = builder_.trace();
  EXPECT_EQ(names_of(trace, {}), "no actor");
  EXPECT_EQ(names_of(trace, std::vector{kChild}), "actor 2.1");
  EXPECT_EQ(names_of(trace, std::vector{0, kTwo, kChild}), "actors 1, 2 and 2.1");
}

}  // namespace
}  // namespace lockproof::oracle
