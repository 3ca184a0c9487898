// Programs that are no locks: copies of a command at once.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;

// The one result of copies of a shell script.
nlohmann::json race(const std::string& script, const Words& more = {}) {
  Words words = {"--executions", "200"};
  words.insert(words.end(), more.begin(), more.end());
  words.insert(words.end(), {"--", "sh", "-c", script});
  const Campaign run = campaign(words);
  EXPECT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.finished.status, run.results.at(0).at("verdict") == "pass" ? 0 : 1) << run.finished;
  return run.results.at(0);
}

TEST(Race, ACheckBeforeTheActIsFound) {
  const nlohmann::json result = race("test -e made || mkdir made");
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(result.at("lock"), "sh -c 'test -e made || mkdir made'");
  const Finished replay = lockproof({"replay", result.at("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr("mkdir(\"made\""));
}

TEST(Race, ALockAroundItKeepsItSilent) {
  EXPECT_EQ(race("exec 9> lock; flock 9; test -e made || mkdir made").at("verdict"), "pass");
}

TEST(Race, MarkedSectionsExcludeOneAnother) {
  const std::string section = "test -e /.lockproof/enter/x; mkdir -p d; test -e /.lockproof/leave/x";
  EXPECT_EQ(race(section).at("oracle"), "mutual_exclusion");
  EXPECT_EQ(race("exec 9> lock; flock 9; " + section).at("verdict"), "pass");
}

TEST(Race, QuotesSurviveTheToken) {
  const nlohmann::json result = race("echo \"it's\" > 'a b'; test -e made || mkdir made", {"--workers", "3"});
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(lockproof({"replay", result.at("token")}).status, 1);
}

const Words kCountsTwo = {"--check", "test $(cat c) = 2"};

TEST(Race, ACheckAtTheEndFindsALostUpdateAndReplays) {
  const nlohmann::json result = race("n=$(cat c); echo $((n+1)) > c", kCountsTwo);
  EXPECT_EQ(result.at("oracle"), "exit_status") << result;
  EXPECT_EQ(result.at("message"), "the check `test $(cat c) = 2` failed with exit 1");
  for (const char* verb : {"replay", "shrink", "explain"}) {
    const Finished again = lockproof({verb, result.at("token")});
    EXPECT_EQ(again.status, 1) << verb << again;
    EXPECT_THAT(again.out, HasSubstr("the check `test $(cat c) = 2` failed with exit 1")) << verb;
  }
}

TEST(Race, ACheckIsSilentWhereNothingIsLost) {
  EXPECT_EQ(race("exec 9> lock; flock 9; n=$(cat c); echo $((n+1)) > c", kCountsTwo).at("verdict"), "pass");
}

TEST(Race, FaultsSpareTheCheck) {
  EXPECT_EQ(race("true", {"--check", "test ! -e made", "--fault", "kill x3"}).at("verdict"), "pass");
  EXPECT_EQ(race("true", {"--check", "cat c", "--fault", "plant=c:text=x", "--inject", "read:error=EIO:when=1+"})
                .at("verdict"),
            "pass");
}

TEST(Race, ACheckBelongsToACommand) {
  for (const Words& words :
       {Words{"run", "--lock", "flock", "--check", "true"},
        Words{"run", "--check", "true", "--strategy", "exhaustive", "--", "true"},
        Words{"run", "--check", "", "--", "true"}, Words{"run", "--fault", "check=true", "--", "true"}}) {
    const Finished refused = lockproof(words);
    EXPECT_EQ(refused.status, 2) << refused;
    EXPECT_THAT(refused.err, HasSubstr("check"));
  }
}

TEST(Race, ACommandComesAfterTwoHyphens) {
  const Finished forgotten = lockproof({"run", "true"});
  EXPECT_EQ(forgotten.status, 2) << forgotten;
  EXPECT_THAT(forgotten.err, HasSubstr("--"));
  const Finished missing = lockproof({"run", "--", "no-such-program"});
  EXPECT_EQ(missing.status, 2) << missing;
  EXPECT_THAT(missing.err, HasSubstr("no program 'no-such-program'"));
}

}  // namespace
}  // namespace lockproof::e2e
