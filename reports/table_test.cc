#include "reports/table.h"

#include <gtest/gtest.h>

namespace lockproof::reports {
namespace {

Table sample() {
  return {{{"lock"}, {"runs", true}, {"verdict"}},
          {{{"größe"}, {"1,204"}, {"pass", Colour::green}}, {{"b"}, {"7"}, {""}}}};
}

TEST(TableTest, AlignsByWidthAndLeavesNoBlanksAtTheEnd) {
  EXPECT_EQ(to_text(sample(), {}),
            "lock    runs  verdict\n"
            "-----  -----  -------\n"
            "größe  1,204  pass\n"
            "b          7\n");
}

TEST(TableTest, UsesBoxCharactersIfAsked) {
  EXPECT_EQ(to_text({{{"a"}}, {{{"b"}}}}, {.unicode = true}), "a\n─\nb\n");
}

TEST(TableTest, ColoursTextAndNotTheBlanksAroundIt) {
  const std::string text = to_text(sample(), {.colour = true});
  EXPECT_NE(text.find("1,204  \x1b[32mpass\x1b[0m\n"), std::string::npos) << text;
}

TEST(TableTest, KnowsItsWidth) {
  EXPECT_EQ(width(sample()), 21);
}

}  // namespace
}  // namespace lockproof::reports
