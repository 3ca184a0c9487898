#include "engine/shrinker.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <string_view>

namespace lockproof::engine {
namespace {

using model::Choice;

// 'a' and 'b' run, 'A' and 'B' are killed, '.' is the clock.
Choices schedule(std::string_view letters) {
  Choices choices;
  for (const char letter : letters) {
    const auto actor = static_cast<std::uint16_t>((letter | 0x20) - 'a');
    const auto kind = letter == '.' ? Choice::Kind::clock : letter < 'a' ? Choice::Kind::kill : Choice::Kind::run;
    choices.push_back({kind, letter == '.' ? std::uint16_t{0} : actor});
  }
  return choices;
}

// In which everything was chosen.
Made made(const Choices& choices) {
  return {choices, std::vector<bool>(choices.size(), true)};
}

Made made(std::string_view letters) {
  return made(schedule(letters));
}

std::size_t count(const Choices& choices, Choice choice) {
  return static_cast<std::size_t>(std::ranges::count(choices, choice));
}

const Choice kRunA = schedule("a").front();
const Choice kRunB = schedule("b").front();

// Shows if `a` ran twice and then `b` once, whatever else happened; takes the schedule literally.
std::optional<Made> two_then_one(const Choices& choices) {
  std::size_t ran = 0;
  for (const Choice& choice : choices) {
    if (choice == kRunA) ++ran;
    if (choice == kRunB && ran >= 2) return made(choices);
  }
  return std::nullopt;
}

TEST(ScheduleSizeTest, CountsWhatMatters) {
  EXPECT_EQ(size_of(made("aab.bAa")), (ScheduleSize{.faults = 1, .switches = 2, .steps = 7}));
  EXPECT_LT(size_of(made("abab")), size_of(made("aA")));
  EXPECT_LT(size_of(made("aaaab")), size_of(made("aba")));
}

// Who sleeps leaves the others no choice.
TEST(ScheduleSizeTest, CountsNoSwitchThatCameByItself) {
  Made polls = made("abab");
  polls.is_free = {true, false, true, false};
  EXPECT_EQ(size_of(polls).switches, 1U);
}

// As long as `a` sleeps, only `b` can run.
TEST(ShrinkTest, DoesNotTryToLoseWhatComesByItself) {
  std::size_t asked = 0;
  Made start = made("abbbbbbab");
  start.is_free = {true, false, false, false, false, false, false, false, true};
  const Attempt literal = [&](const Choices& choices) -> std::optional<Made> {
    ++asked;
    return choices == start.choices ? std::optional(start) : std::nullopt;
  };
  EXPECT_TRUE(shrink(start, literal, 1000).is_minimal);
  EXPECT_LE(asked, 8U);  // each step alone would be nine, beside actors and blocks
}

// `a` goes first and sleeps, then both poll and sleep in turn: who ran last goes on, and leaves to the other. To run
// one of them less would be a switch more.
TEST(ShrinkTest, DoesNotTryToLoseWhatGoesOnByItself) {
  std::size_t asked = 0;
  Made start = made("ab");
  for (int i = 0; i < 50; ++i) {
    const Choices round = schedule(i % 2 == 0 ? ".bbaa" : ".aabb");
    start.choices.insert(start.choices.end(), round.begin(), round.end());
    start.is_free.insert(start.is_free.end(), {false, true, true, false, false});
  }
  const Attempt literal = [&](const Choices& choices) -> std::optional<Made> {
    ++asked;
    return choices == start.choices ? std::optional(start) : std::nullopt;
  };
  EXPECT_TRUE(shrink(start, literal, 1000).is_minimal);
  EXPECT_LE(asked, 8U);
}

TEST(ShrinkTest, KeepsWhatIsNeeded) {
  const Shrunk shrunk = shrink(made("bbabBcc.cabcbabaCcb"), two_then_one, 1000);
  EXPECT_EQ(shrunk.made.choices, schedule("aab"));
  EXPECT_GT(shrunk.attempts, 0U);
  EXPECT_TRUE(shrunk.is_minimal);
}

// `a` goes first and sleeps, and `b` goes on: who goes first was chosen.
TEST(ShrinkTest, TriesToLoseTheFirstStep) {
  Made start = made("abab");
  start.is_free = {true, false, false, false};
  const Attempt without_first = [&](const Choices& choices) -> std::optional<Made> {
    if (choices != schedule("bab")) return choices == start.choices ? std::optional(start) : std::nullopt;
    return Made{choices, {true, false, false}};
  };
  EXPECT_EQ(shrink(start, without_first, 1000).made.choices, schedule("bab"));
}

// A later switch comes as early as it can.
TEST(ShrinkTest, LosesStepsBetweenTwoSwitches) {
  const Attempt two_between = [](const Choices& choices) {
    return !choices.empty() && choices.front() == kRunB && choices.back() == kRunB && count(choices, kRunA) >= 2
               ? std::optional(made(choices))
               : std::nullopt;
  };
  EXPECT_EQ(shrink(made("baaaab"), two_between, 1000).made.choices, schedule("baab"));
}

TEST(ShrinkTest, NoChoiceCanBeLost) {
  const auto needs_kill = [](const Choices& choices) -> std::optional<Made> {
    return count(choices, schedule("C").front()) >= 1 && count(choices, kRunB) >= 3 ? std::optional(made(choices))
                                                                                    : std::nullopt;
  };
  const Shrunk shrunk = shrink(made("abcabBcaCbcabCab"), needs_kill, 1000);
  for (std::size_t i = 0; i < shrunk.made.choices.size(); ++i) {
    Choices fewer = shrunk.made.choices;
    fewer.erase(fewer.begin() + static_cast<std::ptrdiff_t>(i));
    EXPECT_EQ(needs_kill(fewer), std::nullopt) << i;
  }
}

TEST(ShrinkTest, StopsAfterSoManyAttempts) {
  std::size_t asked = 0;
  const Attempt counting = [&](const Choices& choices) { return ++asked, two_then_one(choices); };
  const Shrunk shrunk = shrink(made("bbabBcc.cabcbabaCcb"), counting, 5);
  EXPECT_EQ(asked, 5U);
  EXPECT_FALSE(shrunk.is_minimal);
  EXPECT_EQ(shrunk.attempts, 5U);
  EXPECT_TRUE(two_then_one(shrunk.made.choices).has_value());
}

TEST(ShrinkTest, WhatCannotBeMadeSmallerStays) {
  const Choices minimal = schedule("aab");
  EXPECT_EQ(shrink(made(minimal), two_then_one, 1000).made.choices, minimal);
}

}  // namespace
}  // namespace lockproof::engine
