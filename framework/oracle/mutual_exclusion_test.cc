#include "oracle/mutual_exclusion.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct MutualExclusionTest : testing::Test {
  static std::string judged(const TraceBuilder& builder, const Rules& rules = {}) {
    return message_by(MutualExclusion::name, builder, rules);
  }
};

TEST_F(MutualExclusionTest, AcceptsOneAfterTheOther) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .mark("1", "leave build")
                       .mark("2", "enter build")
                       .mark("2", "leave build")
                       .mark("1", "enter build")),
            "pass");
}

TEST_F(MutualExclusionTest, RejectsTwoInside) {
  const auto violation = judge_by(MutualExclusion::name, TraceBuilder(3)
                                                             .mark("3", "enter build")
                                                             .mark("3", "leave build")
                                                             .mark("1", "enter build")
                                                             .mark("2", "enter build")
                                                             .mark("1", "leave build"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->oracle, "mutual_exclusion");
  EXPECT_EQ(violation->message, "actor 1 was still inside build when actor 2 entered");
  EXPECT_EQ(violation->event, 3U);
}

TEST_F(MutualExclusionTest, JudgesEachKeyByItself) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter a").mark("2", "enter b").mark("1", "enter b2")), "pass");
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter a").mark("1", "enter b").mark("1", "leave a").mark("2", "enter b")),
            "actor 1 was still inside b when actor 2 entered");
}

TEST_F(MutualExclusionTest, WhoExitsIsNoLongerInside) {
  const auto entered = TraceBuilder(3).mark("1", "enter build");
  EXPECT_EQ(judged(TraceBuilder(entered).kill("1").mark("2", "enter build")), "pass");
  EXPECT_EQ(judged(TraceBuilder(entered).exit("1").mark("2", "enter build")), "pass");
  EXPECT_EQ(judged(TraceBuilder(entered).exit("3").mark("2", "enter build")),
            "actor 1 was still inside build when actor 2 entered");
}

TEST_F(MutualExclusionTest, OnlyWhoIsInsideCanLeave) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter build").mark("2", "leave build").mark("2", "enter build")),
            "actor 1 was still inside build when actor 2 entered");
}

TEST_F(MutualExclusionTest, OtherVerbsMeanNothing) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enters build").mark("2", "enter build").mark("1", "begin build")),
            "pass");
}

TEST_F(MutualExclusionTest, TwoLocksOfOneProcessCountIfTheContractExcludesThreads) {
  const auto builder = TraceBuilder(1).mark("1", "enter build").mark("1", "enter build");
  EXPECT_EQ(judged(builder),
            "actor 1 entered build while it was inside already: two locks of one process held at once");
  EXPECT_EQ(judged(builder, {.contract = {.excludes_threads = false}}), "pass");
}

TEST_F(MutualExclusionTest, OfTwoLocksOfOneProcessEachMustBeLeft) {
  const auto one_left = TraceBuilder(2).mark("1", "enter build").mark("1", "enter build").mark("1", "leave build");
  const Rules rules{.contract = {.excludes_threads = false}};
  EXPECT_EQ(judged(TraceBuilder(one_left).mark("2", "enter build"), rules),
            "actor 1 was still inside build when actor 2 entered");
  EXPECT_EQ(judged(TraceBuilder(one_left).mark("1", "leave build").mark("2", "enter build"), rules), "pass");
}

TEST_F(MutualExclusionTest, ALockThatExcludesNobodyIsNotJudged) {
  const auto builder = TraceBuilder(2).mark("1", "enter build").mark("2", "enter build");
  EXPECT_EQ(judged(builder, {.contract = {.excludes_processes = false}}), "pass");
}

TEST_F(MutualExclusionTest, NamesABodyThatOutlivesItsKilledWrapper) {
  const auto orphan = TraceBuilder(2).child("1.1", "1").mark("1.1", "enter build").kill("1");
  EXPECT_EQ(judged(TraceBuilder(orphan).mark("2", "enter build")),
            "actor 1.1, the body of killed actor 1, was still inside build when actor 2 entered");
  EXPECT_EQ(judged(TraceBuilder(2).child("1.1", "1").kill("1").mark("2", "enter build").mark("1.1", "enter build")),
            "actor 2 was still inside build when actor 1.1, the body of killed actor 1, entered");
  EXPECT_EQ(judged(TraceBuilder(orphan).mark("1.1", "leave build").mark("2", "enter build")), "pass");
}

// The wrapper's death comes after the violation: it explains nothing.
TEST_F(MutualExclusionTest, DoesNotLookIntoTheFuture) {
  EXPECT_EQ(judged(TraceBuilder(2).child("1.1", "1").mark("1.1", "enter build").mark("2", "enter build").kill("1")),
            "actor 1.1 was still inside build when actor 2 entered");
}

}  // namespace
}  // namespace lockproof::oracle
