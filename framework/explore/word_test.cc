#include "explore/word.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using std::chrono::nanoseconds;

TEST(WordTest, IsTakenApart) {
  const Word word = take_apart("pause=6s:path=a=b:inside x2");
  EXPECT_EQ(word.text, "pause=6s:path=a=b:inside x2");
  EXPECT_EQ(word.head.key, "pause");
  EXPECT_EQ(word.head.value, "6s");
  ASSERT_EQ(word.options.size(), 2U);
  EXPECT_EQ(word.options[0].key, "path");
  EXPECT_EQ(word.options[0].value, "a=b");
  EXPECT_EQ(word.options[1].text, "inside");
  EXPECT_EQ(word.options[1].value, "");
  EXPECT_EQ(word.count, 2U);
}

TEST(WordTest, ACountIsANumberFromOne) {
  EXPECT_EQ(take_apart("kill").count, 1U);
  EXPECT_THROW(take_apart("kill x0"), BadWord);
  EXPECT_THROW(take_apart("kill xx"), BadWord);
}

TEST(WordTest, ActorsAreCountedFromOne) {
  EXPECT_EQ(actor_from_text("2"), 2);
  EXPECT_THROW(actor_from_text("0"), BadWord);
  EXPECT_THROW(actor_from_text("first"), BadWord);
  EXPECT_THROW(actor_from_text(""), BadWord);
}

TEST(WordTest, DurationsComeInUnits) {
  EXPECT_EQ(duration_from_text("1.5min"), std::chrono::seconds(90));
  EXPECT_EQ(duration_from_text("-30s"), std::chrono::seconds(-30));
  EXPECT_THROW(duration_from_text("30"), BadWord);
  for (const nanoseconds duration : {nanoseconds(0), nanoseconds(-1), nanoseconds(std::chrono::hours(2))})
    EXPECT_EQ(duration_from_text(to_text(duration)), duration);
}

}  // namespace
}  // namespace lockproof::explore
