// Tokens that are not what `lockproof run` printed are refused, with the reason.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "model/schedule.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;
using testing::StartsWith;

class Token : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    const Campaign run = campaign({"--lock", "no_recheck", "--scenario", "build_once", "--executions", "10"});
    token_ = run.results.at(0).at("token");
  }

  static void expect_refused(const std::string& token, const std::string& reason) {
    const Finished finished = lockproof({"replay", token});
    EXPECT_EQ(finished.status, 2) << token << '\n' << finished;
    EXPECT_THAT(finished.out, IsEmpty()) << token;
    EXPECT_THAT(finished.err, StartsWith("lockproof: ")) << token;
    EXPECT_THAT(finished.err, HasSubstr(reason)) << token;
    EXPECT_EQ(std::ranges::count(finished.err, '\n'), 1) << token << '\n' << finished;
  }

  static std::string token_;
};

std::string Token::token_;

TEST_F(Token, IsReplayedFromAFileToo) {
  const FreshFolder folder;
  const std::filesystem::path file = folder.path() / "token.txt";
  std::ofstream(file) << token_ << '\n';
  const Finished finished = lockproof({"replay", file});
  EXPECT_EQ(finished.status, 1) << finished;
  EXPECT_EQ(finished.out, lockproof({"replay", token_}).out);
}

TEST_F(Token, IsRefusedWithAnyCharacterMistyped) {
  for (std::size_t i = std::string("lp1-").size(); i < token_.size(); ++i) {
    std::string mistyped = token_;
    mistyped[i] = mistyped[i] == 'x' ? 'y' : 'x';
    expect_refused(mistyped, "mistyped");
  }
}

TEST_F(Token, IsRefusedWhenCutOff) {
  for (std::size_t size = 4; size < token_.size(); size += 5) {
    expect_refused(token_.substr(0, size), "copy it again, whole");
  }
}

TEST_F(Token, IsRefusedFromAnotherVersion) {
  expect_refused("lp0-" + token_.substr(4), "another version");
  expect_refused("lp12-" + token_.substr(4), "another version");
}

TEST_F(Token, IsRefusedWhenItIsNone) {
  for (const char* text : {"", "x", "lp", "lp1", "no-such-file.txt", "deadbeef"}) {
    expect_refused(text, "not a replay token");
  }
}

TEST_F(Token, IsRefusedWhenTheScenarioHasChanged) {
  model::Schedule schedule = model::from_token(token_);
  schedule.scenario_hash ^= 1;
  expect_refused(model::to_token(schedule), "outdated");
}

TEST_F(Token, IsRefusedWhenTheLockIsGone) {
  model::Schedule schedule = model::from_token(token_);
  schedule.lock = "gone";
  expect_refused(model::to_token(schedule), "gone");
}

TEST_F(Token, IsRefusedWhenTheLockBehavesDifferently) {
  model::Schedule schedule = model::from_token(token_);
  schedule.trace_hash ^= 1;
  expect_refused(model::to_token(schedule), "outdated");
}

TEST_F(Token, IsRefusedWhenItsChoicesCannotBeMade) {
  model::Schedule schedule = model::from_token(token_);
  schedule.choices.at(1).actor = 9;
  expect_refused(model::to_token(schedule), "outdated");
}

TEST_F(Token, IsRefusedWhenTheExecutionIsLonger) {
  model::Schedule schedule = model::from_token(token_);
  schedule.choices.pop_back();
  expect_refused(model::to_token(schedule), "outdated");
}

}  // namespace
}  // namespace lockproof::e2e
