// Sound locks pass, broken ones are caught by the oracle that they name.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <regex>
#include <set>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::StartsWith;

TEST(MainJob, PassesEverySoundLock) {
  const Campaign run = campaign({"--executions", "6"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  std::set<std::string> passed;
  for (const nlohmann::json& result : run.results) {
    EXPECT_EQ(result.at("verdict"), result.at("skipped") == "" ? "pass" : "skipped") << result;
    EXPECT_EQ(result.at("token"), "") << result;
    if (result.at("skipped") == "") {
      EXPECT_EQ(result.at("executions"), 6) << result;
      passed.insert(result.at("lock"));
    }
  }
  EXPECT_THAT(passed, testing::IsSupersetOf({"flock", "o_excl", "hard_link", "sentinel", "mkdir_lease"}));
}

TEST(Findings, OfOneDefectAreShownOnce) {
  const Campaign run =
      campaign({"--lock", "unlink_while_held", "--scenario", "build_once,kill_mid_build,coarse_times,steal"});
  ASSERT_EQ(run.results.size(), 4U) << run.finished;
  for (const nlohmann::json& result : run.results) EXPECT_EQ(result.at("cause"), run.results[0].at("cause")) << result;
  EXPECT_THAT(run.finished.out, HasSubstr("the same cause in 3 more: kill_mid_build, coarse_times, steal\n"));
  EXPECT_THAT(run.finished.out, testing::Not(HasSubstr("unlink_while_held in steal")));
}

TEST(Findings, OfOneLockMayHaveSeveralCauses) {
  const Campaign run = campaign(
      {"--lock", "git_pull_v2", "--scenario", "kill_mid_build,install,foreign_file_in_place", "--known-limits"});
  ASSERT_EQ(run.results.size(), 3U) << run.finished;
  EXPECT_EQ(run.results[0].at("cause"), run.results[1].at("cause"));
  EXPECT_NE(run.results[0].at("cause"), run.results[2].at("cause"));
}

struct Mutant {
  const char* lock;
  const char* oracle;
  friend void PrintTo(const Mutant& mutant, std::ostream* stream) { *stream << mutant.lock; }
};

class Mutants : public testing::TestWithParam<Mutant> {
 protected:
  Mutants() : run_(campaign({"--lock", GetParam().lock, "--scenario", "build_once", "--executions", "60"})) {
    EXPECT_EQ(run_.results.size(), 1U) << run_.finished;
  }
  std::string field(const char* key) const { return run_.results.at(0).at(key); }

  const Campaign run_;
};

TEST_P(Mutants, AreCaughtByTheirOracle) {
  EXPECT_EQ(run_.finished.status, 1) << run_.finished;
  EXPECT_EQ(field("verdict"), "violation");
  EXPECT_EQ(field("oracle"), GetParam().oracle);
  EXPECT_EQ(run_.results[0].at("expected"), true);
  EXPECT_THAT(field("token"), StartsWith("lp1-"));
  EXPECT_THAT(run_.finished.out, HasSubstr("lockproof replay " + field("shrunk_token")));
}

TEST_P(Mutants, AreReplayedAlikeEveryTime) {
  const Finished replay = lockproof({"replay", field("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr(field("oracle") + ": " + field("message")));
  for (int again = 0; again < 19; ++again) {
    const Finished other = lockproof({"replay", field("token")});
    ASSERT_EQ(other.status, 1) << other;
    ASSERT_EQ(other.out, replay.out);
  }
}

// "actor 2 was still inside build when actor 1 entered": both stand in the column of those inside.
TEST_P(Mutants, ShowWhoIsInside) {
  const std::string message = field("message");
  std::smatch actors;
  if (!std::regex_search(message, actors, std::regex("actor (\\d) was still inside build when actor (\\d) entered"))) {
    EXPECT_NE(field("oracle"), "mutual_exclusion") << message;
    return;
  }
  const auto [first, second] = std::minmax({actors.str(1), actors.str(2)});
  const Finished replay = lockproof({"replay", field("token")});
  EXPECT_THAT(replay.out, testing::ContainsRegex(actors.str(2) + " +" + first + " " + second + " +enter build"));
}

INSTANTIATE_TEST_SUITE_P(Locks, Mutants,
                         testing::Values(Mutant{"no_recheck", "single_build"},
                                         Mutant{"unlink_after_unlock", "mutual_exclusion"},
                                         Mutant{"no_op", "mutual_exclusion"}),
                         [](const auto& info) { return info.param.lock; });

}  // namespace
}  // namespace lockproof::e2e
