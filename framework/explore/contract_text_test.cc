#include "explore/contract_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using std::chrono::seconds;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

Contract contract_of(std::string_view word) {
  Contract contract{.may_stay = {"{lock}"}};
  set_promise(contract, word);
  return contract;
}

std::string contract_message(std::string_view word) {
  try {
    contract_of(word);
  } catch (const BadWord& error) {
    return error.what();
  }
  return "accepted";
}

TEST(ContractTextTest, ReadsEachKindOfItem) {
  EXPECT_FALSE(contract_of("kill_safe=false").kill_safe);
  EXPECT_TRUE(contract_of("gives_tokens=true").gives_tokens);
  EXPECT_EQ(contract_of("recovery_max=1.5min").recovery_max, seconds(90));
  EXPECT_EQ(contract_of("pause_max=10s").pause_max, seconds(10));
  EXPECT_EQ(contract_of("pause_max=none").pause_max, std::nullopt);
  EXPECT_THAT(contract_of("may_stay={lock}.a,b/*").may_stay, ElementsAre("{lock}.a", "b/*"));
  EXPECT_THAT(contract_of("may_stay=").may_stay, IsEmpty());
}

TEST(ContractTextTest, WritesWhatItReads) {
  const Contract usual{.may_stay = {"{lock}"}};
  Contract contract = usual;
  EXPECT_EQ(to_text(contract, usual), "");
  const std::string text =
      "kill_safe=false\nrecovery_max=10s\nclock_skew_max=2s\npause_max=0s\nmay_stay=\nmay_stay_after_kill={lock},b\n";
  for (const std::string_view word : split(text, '\n'))
    if (!word.empty()) set_promise(contract, word);
  EXPECT_EQ(to_text(contract, usual), text);
}

TEST(ContractTextTest, ErrorsSayWhatWouldBeRight) {
  EXPECT_THAT(contract_message("kill_save=true"), HasSubstr("nothing of 'kill_save'. It has: excludes_processes, "));
  EXPECT_THAT(contract_message("kill_safe"), HasSubstr("kill_safe=VALUE"));
  EXPECT_THAT(contract_message("kill_safe=yes"), HasSubstr("kill_safe: 'yes': write true or false"));
  EXPECT_THAT(contract_message("pause_max=10"), HasSubstr("pause_max: "));
  EXPECT_THAT(contract_message("recovery_max=-1s"), HasSubstr("less than nothing"));
}

}  // namespace
}  // namespace lockproof::explore
