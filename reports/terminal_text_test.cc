#include "reports/terminal_text.h"

#include <gtest/gtest.h>

namespace lockproof::reports {
namespace {

TEST(PrintableTest, KeepsPrintableText) {
  EXPECT_EQ(printable("image:v1 \\ ~"), "image:v1 \\ ~");
  EXPECT_EQ(printable("größe 漢字 😀"), "größe 漢字 😀");
}

TEST(PrintableTest, ShowsControlsAndEscapeSequences) {
  EXPECT_EQ(printable("\x1b[2Jgone\r\n\t\x7f"), "\\x1b[2Jgone\\x0d\\x0a\\x09\\x7f");
  EXPECT_EQ(printable(std::string_view("\0", 1)), "\\x00");
  EXPECT_EQ(printable("\xc2\x9b"
                      "2J"),
            "\\xc2\\x9b2J");  // CSI as one character
}

TEST(PrintableTest, ShowsWhatHidesOrReordersText) {
  EXPECT_EQ(printable("a\u202eb"), "a\\xe2\\x80\\xaeb");
  EXPECT_EQ(printable("a\u200bb"), "a\\xe2\\x80\\x8bb");
  EXPECT_EQ(printable("a\ufeffb"), "a\\xef\\xbb\\xbfb");
}

TEST(PrintableTest, ShowsBrokenUtf8ByteByByte) {
  EXPECT_EQ(printable("\xff"), "\\xff");
  EXPECT_EQ(printable("\x80z"), "\\x80z");
  EXPECT_EQ(printable("\xe6\xbc"), "\\xe6\\xbc");                    // cut off
  EXPECT_EQ(printable("\xc0\xaf"), "\\xc0\\xaf");                    // overlong
  EXPECT_EQ(printable("\xe0\x80\xaf"), "\\xe0\\x80\\xaf");           // overlong
  EXPECT_EQ(printable("\xed\xa0\x80"), "\\xed\\xa0\\x80");           // surrogate
  EXPECT_EQ(printable("\xf4\x90\x80\x80"), "\\xf4\\x90\\x80\\x80");  // above U+10FFFF
}

TEST(WidthTest, CountsColumnsNotBytes) {
  EXPECT_EQ(width(""), 0);
  EXPECT_EQ(width("größe"), 5);
  EXPECT_EQ(width("漢字"), 4);
  EXPECT_EQ(width("e\u0301"), 1);
}

TEST(ElidedTest, CutsTheEnd) {
  EXPECT_EQ(elided("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(elided("abcdefghi", 8), "abcde...");
  EXPECT_EQ(elided("漢字漢字漢", 8), "漢字...");
  EXPECT_EQ(elided("abcdef", 2), "..");
  EXPECT_EQ(elided("abcdef", -1), "");
}

TEST(ElidedTest, CutsTheMiddle) {
  EXPECT_EQ(elided_middle("abcdefgh", 8), "abcdefgh");
  EXPECT_EQ(elided_middle("abcdefghi", 8), "abc...hi");
  EXPECT_EQ(elided_middle("漢字漢字漢字", 9), "漢...字");
}

TEST(PaddedTest, FillsByWidth) {
  EXPECT_EQ(padded_right("ö", 3), "ö  ");
  EXPECT_EQ(padded_left("ö", 3), "  ö");
  EXPECT_EQ(padded_left("abcd", 3), "abcd");
}

}  // namespace
}  // namespace lockproof::reports
