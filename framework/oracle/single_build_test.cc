#include "oracle/single_build.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct SingleBuildTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(SingleBuild::name, builder); }
};

TEST_F(SingleBuildTest, AcceptsOneBuild) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "begin image").mark("1", "end image").exit("1").exit("2")), "pass");
}

TEST_F(SingleBuildTest, AcceptsThatNobodyHadToBuild) {
  EXPECT_EQ(judged(TraceBuilder(2).exit("1").exit("2")), "pass");
}

TEST_F(SingleBuildTest, AFailedBuildMayBeFollowedByAnother) {
  const auto failed = TraceBuilder(2).mark("1", "begin image").mark("1", "fail image");
  EXPECT_EQ(judged(TraceBuilder(failed).mark("2", "begin image").mark("2", "end image").exit("1").exit("2")), "pass");
  EXPECT_EQ(judged(TraceBuilder(failed).exit("1").exit("2")), "pass");
  EXPECT_EQ(judged(TraceBuilder(failed).mark("2", "begin image").mark("1", "begin image")),
            "actor 1 began to build image while actor 2 was building it");
}

TEST_F(SingleBuildTest, AcceptsBuildsOfDifferentKeys) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "begin base")
                       .mark("2", "begin env")
                       .mark("1", "end base")
                       .mark("2", "end env")
                       .exit("1")
                       .exit("2")),
            "pass");
}

TEST_F(SingleBuildTest, RejectsABuildWithoutASecondLook) {
  const auto violation = judge_by(
      SingleBuild::name,
      TraceBuilder(2).mark("1", "begin image").mark("1", "end image").mark("2", "begin image").mark("2", "end image"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->oracle, "single_build");
  EXPECT_EQ(violation->message,
            "actor 2 began to build image although actor 1 had finished it: no second look under the lock");
  EXPECT_EQ(violation->event, 2U);
}

TEST_F(SingleBuildTest, RejectsTwoBuildersAtOnce) {
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "begin image").mark("2", "begin image")),
            "actor 2 began to build image while actor 1 was building it");
  EXPECT_EQ(judged(TraceBuilder(2).child("1.1", "1").mark("1.1", "begin image").kill("1").mark("2", "begin image")),
            "actor 2 began to build image while actor 1.1, the body of killed actor 1, was building it");
}

TEST_F(SingleBuildTest, RejectsASecondEnd) {
  EXPECT_EQ(judged(TraceBuilder(1).mark("1", "begin image").mark("1", "end image").mark("1", "end image")),
            "actor 1 finished image, which actor 1 had finished before");
}

TEST_F(SingleBuildTest, ABuilderThatDiedMayBeFollowedByAnother) {
  EXPECT_EQ(
      judged(
          TraceBuilder(2).mark("1", "begin image").kill("1").mark("2", "begin image").mark("2", "end image").exit("2")),
      "pass");
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "begin image").mark("1", "end image").kill("1").mark("2", "begin image")),
            "actor 2 began to build image although actor 1 had finished it: no second look under the lock");
}

TEST_F(SingleBuildTest, WhatWasBegunIsFinishedIfNobodyFailed) {
  const auto begun = TraceBuilder(2).child("1.1", "1").mark("1", "begin image").exit("2");
  const auto violation = judge_by(SingleBuild::name, TraceBuilder(begun).exit("1"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "actor 1 began to build image, nobody was killed or failed, and nobody finished it");
  EXPECT_EQ(violation->event, 2U);
  EXPECT_NE(judged(TraceBuilder(begun).exit("1.1", 1).exit("1")), "pass");
  EXPECT_EQ(judged(TraceBuilder(begun).exit("1", 1)), "pass");
  EXPECT_EQ(judged(TraceBuilder(begun).kill("1")), "pass");
  EXPECT_EQ(judged(TraceBuilder(begun).kill("1.1").exit("1")), "pass");
  EXPECT_EQ(judged(TraceBuilder(begun).end(model::End::deadlock)), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
