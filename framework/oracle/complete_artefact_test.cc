#include "oracle/complete_artefact.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

TEST(CompleteArtefactTest, AcceptsAWholeArtefact) {
  const auto builder = TraceBuilder(2).mark("1", "end image").mark("2", "complete image").exit("2");
  EXPECT_EQ(message_by(CompleteArtefact::name, builder), "pass");
}

TEST(CompleteArtefactTest, RejectsSuccessWithoutAnArtefact) {
  const auto builder = TraceBuilder(2).mark("1", "complete image").exit("1").exit("2");
  const auto violation = judge_by(CompleteArtefact::name, builder);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, "actor 2 ended well, but nothing ever found its artefact whole");
  EXPECT_EQ(violation->event, 2U);
}

TEST(CompleteArtefactTest, AcceptsWhatADescendantFoundAndFailuresThatFoundNothing) {
  const auto builder =
      TraceBuilder(3).child("1.1", "1").mark("1.1", "complete image").exit("1.1").exit("1").exit("2", 1).kill("3");
  EXPECT_EQ(message_by(CompleteArtefact::name, builder), "pass");
}

TEST(CompleteArtefactTest, RejectsAPartOfOne) {
  const auto builder = TraceBuilder(2).mark("1", "begin image").mark("2", "partial image").exit("2");
  const auto violation = judge_by(CompleteArtefact::name, builder);
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->oracle, "complete_artefact");
  EXPECT_EQ(violation->message, "actor 2 found image, but not whole");
  EXPECT_EQ(violation->event, 1U);
}

}  // namespace
}  // namespace lockproof::oracle
