#include "reports/repetition.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <string>
#include <string_view>
#include <vector>

namespace lockproof::reports {
namespace {

// "first+period*rounds" of each, for a list of one-letter items.
std::string found_in(std::string_view letters, std::size_t rounds_min = 3) {
  std::vector<std::string> items;
  for (const char letter : letters) items.emplace_back(1, letter);
  std::string text;
  for (const Repetition& repetition : repetitions(items, rounds_min))
    text += fmt::format("{}+{}*{} ", repetition.first, repetition.period, repetition.rounds);
  return text;
}

TEST(RepetitionTest, FindsRounds) {
  EXPECT_EQ(found_in("xabcabcabcy"), "1+3*3 ");
  EXPECT_EQ(found_in("aaaa"), "0+1*4 ");
  EXPECT_EQ(found_in("aaabcbcbc"), "0+1*3 3+2*3 ");
}

TEST(RepetitionTest, AnUnfinishedRoundStaysOutside) {
  EXPECT_EQ(found_in("abcabcabcab"), "0+3*3 ");
}

TEST(RepetitionTest, FewRoundsAreNone) {
  EXPECT_EQ(found_in("abab"), "");
  EXPECT_EQ(found_in("abab", 2), "0+2*2 ");
  EXPECT_EQ(found_in(""), "");
  EXPECT_EQ(found_in("abcdef"), "");
}

}  // namespace
}  // namespace lockproof::reports
