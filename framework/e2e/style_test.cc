#include "e2e/style.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::e2e {
namespace {

using testing::ElementsAre;
using testing::IsEmpty;

std::string text_of_lines(int count) {
  std::string text;
  for (int i = 0; i < count; ++i) {
    text += "\n";
  }
  return text;
}

TEST(Style, HoldsInThisTree) {
  const std::vector<SourceFile> files = read_source_tree(LOCKPROOF_SOURCE_DIR);
  // An empty listing would hold everything.
  ASSERT_GT(files.size(), 20U);
  for (const SourceFile& file : files) {
    EXPECT_THAT(style_violations(file), IsEmpty());
  }
}

TEST(Style, CatchesLongFiles) {
  EXPECT_THAT(style_violations({"a.cc", text_of_lines(500)}), IsEmpty());
  EXPECT_THAT(style_violations({"a.cc", text_of_lines(501)}), ElementsAre("a.cc: 501 lines, at most 500"));
}

TEST(Style, CatchesTabsAndTrailingWhiteSpace) {
  EXPECT_THAT(style_violations({"a.cc", "int a;\nint\tb;\nint c; \nint d;\r\n"}),
              ElementsAre("a.cc:2: tab", "a.cc:3: trailing white space", "a.cc:4: trailing white space"));
}

TEST(Style, CatchesNamesThatSayNothing) {
  EXPECT_THAT(style_violations({"model/lock_manager.cc", ""}),
              ElementsAre("model/lock_manager.cc: the word \"manager\" in a file name says nothing"));
  EXPECT_THAT(style_violations({"model/util.cc", ""}),
              ElementsAre("model/util.cc: the word \"util\" in a file name says nothing"));
  EXPECT_THAT(style_violations({"model/commonality.cc", ""}), IsEmpty());
}

TEST(Style, CatchesHeadersWithoutAGuard) {
  EXPECT_THAT(style_violations({"a.h", "#pragma once\n"}), IsEmpty());
  EXPECT_THAT(style_violations({"a.h", "#ifndef A_H\n#define A_H\n#endif\n"}), IsEmpty());
  EXPECT_THAT(style_violations({"a.h", "// #pragma once\nint a;\n"}),
              ElementsAre("a.h: a header needs #pragma once or an include guard"));
}

TEST(Style, CatchesPublicHeadersWithoutAnOpeningComment) {
  EXPECT_THAT(style_violations({"framework/include/lockproof/lock.h", "/* A lock. */\n#pragma once\n"}), IsEmpty());
  EXPECT_THAT(style_violations({"framework/include/lockproof/lock.h", "#pragma once\n"}),
              ElementsAre("framework/include/lockproof/lock.h: a public header starts with a comment that says what "
                          "it is"));
}

}  // namespace
}  // namespace lockproof::e2e
