#include "oracle/lock_loss_is_told.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct LockLossIsToldTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(LockLossIsTold::name, builder); }

  // 2 came in while 1 was inside, and was told that it is the holder.
  static TraceBuilder overtaken() {
    return TraceBuilder(3)
        .mark("1", "enter build")
        .mark("2", "enter build")
        .mark("2", "ask build")
        .mark("2", "kept build");
  }
};

constexpr const char* kBoth =
    "actor 1 was told that it still holds build, and so was actor 2, which had asked while actor 1 was inside";

TEST_F(LockLossIsToldTest, AcceptsAHolderThatIsTold) {
  EXPECT_EQ(judged(overtaken().mark("1", "ask build").mark("1", "lost build").mark("1", "leave build")), "pass");
}

TEST_F(LockLossIsToldTest, AcceptsAHolderThatDoesNotAsk) {
  EXPECT_EQ(judged(overtaken().mark("1", "leave build")), "pass");
}

TEST_F(LockLossIsToldTest, RejectsTwoThatAreToldToBeTheHolder) {
  const auto violation =
      judge_by(LockLossIsTold::name, overtaken().mark("1", "ask build").mark("1", "kept build").mark("3", "enter x"));
  ASSERT_TRUE(violation);
  EXPECT_EQ(violation->message, kBoth);
  EXPECT_EQ(violation->event, 5U);
}

TEST_F(LockLossIsToldTest, ItIsTooLateForTheOvertakenOneAlsoWhenTheOtherIsGone) {
  EXPECT_EQ(judged(overtaken().mark("2", "leave build").mark("1", "ask build").mark("1", "kept build")), kBoth);
}

TEST_F(LockLossIsToldTest, AnAnswerThatWasAskedForBeforeTheOtherCameSaysNothingOfIt) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .mark("1", "ask build")
                       .mark("2", "enter build")
                       .mark("1", "kept build")
                       .mark("2", "ask build")
                       .mark("2", "kept build")
                       .mark("1", "ask build")
                       .mark("1", "lost build")),
            "pass");
}

// 2 had lost the lock before it left its mark.
TEST_F(LockLossIsToldTest, TheLaterMarkIsNotAlwaysTheHolder) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .mark("2", "enter build")
                       .mark("1", "ask build")
                       .mark("1", "kept build")
                       .mark("2", "ask build")
                       .mark("2", "lost build")
                       .mark("1", "ask build")
                       .mark("1", "kept build")),
            "pass");
}

TEST_F(LockLossIsToldTest, JudgesEachKeyAndEachStayByItself) {
  EXPECT_EQ(judged(overtaken().mark("1", "enter x").mark("1", "ask x").mark("1", "kept x")), "pass");
  EXPECT_EQ(judged(overtaken()
                       .mark("1", "leave build")
                       .mark("2", "leave build")
                       .mark("1", "enter build")
                       .mark("1", "ask build")
                       .mark("1", "kept build")),
            "pass");
  EXPECT_EQ(judged(overtaken().kill("1").mark("2", "ask build").mark("2", "kept build")), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
