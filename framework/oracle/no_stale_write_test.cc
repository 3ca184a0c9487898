#include "oracle/no_stale_write.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct NoStaleWriteTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(NoStaleWrite::name, builder); }

  // 2 came in when 1 had been stopped for too long, and wrote.
  static TraceBuilder overtaken() {
    return TraceBuilder(2).mark("1", "enter build").mark("2", "enter build").mark("2", "accepted build");
  }
};

TEST_F(NoStaleWriteTest, AcceptsALateHolderWhoseWriteIsRefused) {
  EXPECT_EQ(judged(overtaken().mark("1", "leave build")), "pass");
}

TEST_F(NoStaleWriteTest, RejectsAWriteAfterThatOfALaterHolder) {
  const auto violation = judge_by(NoStaleWrite::name, overtaken().mark("2", "leave build").mark("1", "accepted build"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message,
            "what actor 1 wrote as the holder of build was taken, after actor 2 had got build and written");
  EXPECT_EQ(violation->event, 4U);
}

TEST_F(NoStaleWriteTest, AcceptsALateWriteBeforeThatOfTheSuccessor) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .mark("2", "enter build")
                       .mark("1", "accepted build")
                       .mark("2", "accepted build")),
            "pass");
}

TEST_F(NoStaleWriteTest, JudgesEachKeyAndEachStayByItself) {
  EXPECT_EQ(judged(overtaken().mark("1", "enter x").mark("1", "accepted x")), "pass");
  EXPECT_EQ(judged(overtaken().mark("1", "leave build").mark("1", "enter build").mark("1", "accepted build")), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
