#include "reports/style.h"

#include <gtest/gtest.h>
#include <stdlib.h>
#include <unistd.h>

#include "reports/terminal.h"

namespace lockproof::reports {
namespace {

// A known environment: a colour terminal with a UTF-8 locale. gtest runs tests one after another in one process.
class StyleTest : public testing::Test {
 protected:
  StyleTest() {
    for (const char* const name : {"NO_COLOR", "LC_ALL", "LC_CTYPE"}) unsetenv(name);
    setenv("TERM", "xterm", 1);
    setenv("LANG", "C.UTF-8", 1);
  }

  Terminal terminal_{77};
};

TEST_F(StyleTest, UsesWhatATerminalOffers) {
  const Style style = style_from_environment(terminal_.fd());
  EXPECT_TRUE(style.colour);
  EXPECT_TRUE(style.unicode);
  EXPECT_EQ(style.columns, 77);
}

TEST_F(StyleTest, IsPlainElsewhere) {
  int ends[2];
  ASSERT_EQ(pipe(ends), 0);
  const Style style = style_from_environment(ends[1]);
  EXPECT_FALSE(style.colour);
  EXPECT_FALSE(style.unicode);
  EXPECT_EQ(style.columns, 100);
  close(ends[0]);
  close(ends[1]);
}

TEST_F(StyleTest, RespectsNoColor) {
  setenv("NO_COLOR", "1", 1);
  EXPECT_FALSE(style_from_environment(terminal_.fd()).colour);
  setenv("NO_COLOR", "", 1);
  EXPECT_TRUE(style_from_environment(terminal_.fd()).colour);
}

TEST_F(StyleTest, KnowsDumbTerminals) {
  setenv("TERM", "dumb", 1);
  EXPECT_FALSE(style_from_environment(terminal_.fd()).colour);
}

TEST_F(StyleTest, TheFirstLocaleVariableDecides) {
  setenv("LC_ALL", "C", 1);
  EXPECT_FALSE(style_from_environment(terminal_.fd()).unicode);
  setenv("LC_ALL", "", 1);
  setenv("LC_CTYPE", "de_DE.utf8", 1);
  EXPECT_TRUE(style_from_environment(terminal_.fd()).unicode);
}

TEST(PaintedTest, AddsEscapesOnlyIfTheStyleHasColours) {
  EXPECT_EQ(painted("x", Colour::red, {.colour = true}), "\x1b[1;31mx\x1b[0m");
  EXPECT_EQ(painted("x", Colour::none, {.colour = true}), "x");
  EXPECT_EQ(painted("x", Colour::red, {}), "x");
}

}  // namespace
}  // namespace lockproof::reports
