#include "model/schedule.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

namespace lockproof::model {
namespace {

using testing::HasSubstr;

Schedule small_schedule() {
  return {
      .lock = "flock_unlink",
      .command = "",
      .scenario = "build_once",
      .faults = "kill:1",
      .workers = 2,
      .seed = 42,
      .scenario_hash = 0x89abcdef,
      .trace_hash = 0x01234567,
      .choices = {{Choice::Kind::run, 0}, {Choice::Kind::run, 0}, {Choice::Kind::kill, 1}, {Choice::Kind::clock, 0}}};
}

// As many steps and context switches as a long execution of three actors has.
Schedule long_schedule() {
  std::mt19937 random(7);
  Schedule schedule{.lock = "hard_link_pid_file",
                    .scenario = "crash_recovery",
                    .faults = "kill:2",
                    .workers = 3,
                    .seed = 0x123456789abcdef0,
                    .scenario_hash = 0xfedcba98,
                    .trace_hash = 0x76543210};
  for (std::uint16_t run = 0; run < 60; ++run) {
    const auto actor = static_cast<std::uint16_t>(run % 3);
    schedule.choices.insert(schedule.choices.end(), 1 + random() % 10, Choice{Choice::Kind::run, actor});
  }
  return schedule;
}

std::string message_for(std::string_view token) {
  try {
    from_token(token);
  } catch (const BadToken& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ScheduleTest, ATokenHoldsEverything) {
  Schedule schedule = small_schedule();
  EXPECT_EQ(from_token(to_token(schedule)), schedule);
  schedule.lock.clear();
  schedule.command = "flock {lock} -c '{body}'\n\xc3\xbc";
  schedule.workers = 65535;
  schedule.faults = "link:error=EIO";
  schedule.seed = ~std::uint64_t{0};
  schedule.choices.push_back({Choice::Kind::fail, 65535, 65535});
  schedule.choices.insert(schedule.choices.end(), 20'000, Choice{Choice::Kind::run, 65535});
  EXPECT_EQ(from_token(to_token(schedule)), schedule);
  EXPECT_EQ(from_token(to_token(Schedule{})), Schedule{});
  EXPECT_EQ(from_token(to_token(long_schedule())), long_schedule());
}

TEST(ScheduleTest, ATokenIsShortEnoughToPaste) {
  ASSERT_GE(long_schedule().choices.size(), 300U);
  EXPECT_LT(to_token(long_schedule()).size(), 250U);
}

// An actor that polls for 300 s of virtual time: four steps each 100 ms.
TEST(ScheduleTest, PollingMakesNoLongToken) {
  Schedule schedule = long_schedule();
  for (int round = 0; round < 3000; ++round) {
    schedule.choices.insert(schedule.choices.end(), 3, Choice{Choice::Kind::run, 1});
    schedule.choices.push_back({Choice::Kind::clock, 0});
  }
  const std::string token = to_token(schedule);
  EXPECT_LT(token.size(), 400U);
  EXPECT_EQ(from_token(token), schedule);
  EXPECT_THAT(message_for(token.substr(0, token.size() - 4)), HasSubstr("copy it again"));
  std::string mistyped = token;
  mistyped[20] = mistyped[20] == 'A' ? 'B' : 'A';
  EXPECT_THAT(message_for(mistyped), HasSubstr("copy it again"));
}

TEST(ScheduleTest, ATokenIsOneWordForAShell) {
  EXPECT_EQ(
      to_token(long_schedule()).find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_"),
      std::string::npos);
}

// Tokens in old reports must stay readable: if this fails, the prefix must change.
TEST(ScheduleTest, TheFormatIsFixed) {
  EXPECT_EQ(to_token(small_schedule()),
            "lp1-DGZsb2NrX3VubGluawAKYnVpbGRfb25jZQZraWxsOjECKu_Nq4lnRSMBAwAAAAEBAAgAAAMDAQJsT_e4");
}

TEST(ScheduleTest, ErrorsSayWhatToDo) {
  const std::string token = to_token(small_schedule());
  EXPECT_THAT(message_for(""), HasSubstr("not a replay token"));
  EXPECT_THAT(message_for("report.json"), HasSubstr("not a replay token"));
  EXPECT_THAT(message_for("lp"), HasSubstr("not a replay token"));
  EXPECT_THAT(message_for("lp-abc"), HasSubstr("not a replay token"));
  EXPECT_THAT(message_for("lp2-AAAA"), HasSubstr("starts with \"lp2-\""));
  EXPECT_THAT(message_for("lp1-"), HasSubstr("cut off"));
  EXPECT_THAT(message_for(token.substr(0, token.size() - 4)), HasSubstr("cut off"));
  EXPECT_THAT(message_for("lp1-ab cd"), HasSubstr("mistyped at character 7"));
  EXPECT_THAT(message_for(token + "\n"), HasSubstr("mistyped at character"));
}

TEST(ScheduleTest, NoTruncatedTokenIsAccepted) {
  const std::string token = to_token(long_schedule());
  for (std::size_t size = 0; size < token.size(); ++size) {
    EXPECT_THROW(from_token(token.substr(0, size)), BadToken) << size;
  }
}

TEST(ScheduleTest, NoTokenWithAnotherCharacterIsAccepted) {
  const std::string token = to_token(small_schedule());
  for (std::size_t i = 0; i < token.size(); ++i) {
    for (int c = 0; c < 256; ++c) {
      std::string changed = token;
      changed[i] = static_cast<char>(c);
      if (changed == token) continue;
      EXPECT_THROW(from_token(changed), BadToken) << changed;
    }
  }
}

TEST(ScheduleTest, NoTokenWithAnAddedRemovedOrSwappedCharacterIsAccepted) {
  const std::string token = to_token(long_schedule());
  for (std::size_t i = 0; i < token.size(); ++i) {
    std::string changed = token;
    EXPECT_THROW(from_token(changed.insert(i, 1, 'A')), BadToken) << changed;
    changed = token;
    EXPECT_THROW(from_token(changed.erase(i, 1)), BadToken) << changed;
    changed = token;
    if (i > 0) std::swap(changed[i - 1], changed[i]);
    if (changed == token) continue;
    EXPECT_THROW(from_token(changed), BadToken) << changed;
  }
}

TEST(ScheduleTest, RandomTextIsRefused) {
  std::mt19937 random(1);
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  for (int i = 0; i < 20'000; ++i) {
    std::string token = i % 2 == 0 ? "lp1-" : "";
    for (std::size_t size = random() % 100; size > 0; --size) {
      token += i % 3 == 0 ? static_cast<char>(random() % 256) : kAlphabet[random() % kAlphabet.size()];
    }
    EXPECT_THROW(from_token(token), BadToken) << token;
  }
}

TEST(ScheduleTest, AScheduleThatNoTokenCanHoldIsNotWritten) {
  Schedule schedule;
  schedule.choices.resize((1 << 24) + 1);
  EXPECT_THROW(to_token(schedule), std::length_error);
}

}  // namespace
}  // namespace lockproof::model
