#include "model/base64url.h"

#include <gtest/gtest.h>

namespace lockproof::model {
namespace {

using Bytes = std::vector<std::uint8_t>;

Bytes bytes_of(std::string_view text) {
  return {text.begin(), text.end()};
}

// The vectors of RFC 4648, section 10, without their padding.
TEST(Base64urlTest, WritesAndReadsTheStandardVectors) {
  const std::pair<std::string_view, std::string_view> vectors[] = {
      {"", ""},           {"f", "Zg"},          {"fo", "Zm8"},          {"foo", "Zm9v"},
      {"foob", "Zm9vYg"}, {"fooba", "Zm9vYmE"}, {"foobar", "Zm9vYmFy"},
  };
  for (const auto& [plain, encoded] : vectors) {
    EXPECT_EQ(to_base64url(bytes_of(plain)), encoded);
    EXPECT_EQ(from_base64url(encoded), bytes_of(plain));
  }
}

TEST(Base64urlTest, UsesTheAlphabetThatIsSafeInFileNames) {
  const Bytes bytes = {0xfb, 0xef, 0xff};
  EXPECT_EQ(to_base64url(bytes), "--__");
  EXPECT_EQ(from_base64url("--__"), bytes);
}

TEST(Base64urlTest, SaysWhereAWrongCharacterIs) {
  EXPECT_EQ(from_base64url("Zm9v*A").error(), 4U);
  EXPECT_EQ(from_base64url("Zg==").error(), 2U);
  EXPECT_EQ(from_base64url("Z\xff").error(), 1U);
}

TEST(Base64urlTest, RefusesALengthThatNoEncodingHas) {
  EXPECT_EQ(from_base64url("Zm9vY").error(), 5U);
}

TEST(Base64urlTest, RefusesASecondSpellingOfTheSameBytes) {
  EXPECT_TRUE(from_base64url("Zg").has_value());
  EXPECT_EQ(from_base64url("Zh").error(), 1U);
  EXPECT_EQ(from_base64url("Zm9").error(), 2U);
}

}  // namespace
}  // namespace lockproof::model
