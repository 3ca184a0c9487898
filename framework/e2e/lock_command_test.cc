// Programs that take a lock around a command, as locks under test.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;
using testing::IsEmpty;

// The one result of a command in a scenario.
nlohmann::json result_of(const std::string& command, const std::string& scenario, const std::string& executions,
                         const Words& more = {}) {
  Words words = {"--lock-command", command, "--scenario", scenario, "--executions", executions};
  words.insert(words.end(), more.begin(), more.end());
  const Campaign run = campaign(words);
  EXPECT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.finished.status, run.results.at(0).at("verdict") == "pass" ? 0 : 1) << run.finished;
  return run.results.at(0);
}

TEST(LockCommand, FlockExcludes) {
  const nlohmann::json result = result_of("flock {lock} {body}", "build_once", "60");
  EXPECT_EQ(result.at("verdict"), "pass") << result;
  EXPECT_EQ(result.at("executions"), 60) << result;
  EXPECT_GT(result.at("steps"), 0) << result;
}

// Kills the wrapper while it waits for its body. A kill at any step seldom strikes there where programs start slowly,
// as under sanitizers.
const Words kKillOfWaitingWrapper = {"--fault", "kill:at=wait4"};

// flock(1) leaves the lock's descriptor to the body: who outlives it still holds the lock.
TEST(LockCommand, FlockHoldsForTheBodyOfAKilledWrapper) {
  const nlohmann::json result = result_of("flock {lock} {body}", "build_once", "100", kKillOfWaitingWrapper);
  EXPECT_EQ(result.at("verdict"), "pass") << result;
  EXPECT_THAT(result.at("message"), HasSubstr("its body lived on inside the critical section"));
}

// With -o it does not: the lock dies with the wrapper, and the body lives on without it.
TEST(LockCommand, FlockThatClosesLetsOthersInBesideTheBodyOfAKilledWrapper) {
  const nlohmann::json result = result_of("flock -o {lock} {body}", "build_once", "500", kKillOfWaitingWrapper);
  EXPECT_EQ(result.at("oracle"), "mutual_exclusion") << result;
  EXPECT_EQ(result.at("expected"), false) << result;
  EXPECT_THAT(result.at("message"), HasSubstr("the body of killed actor"));
  const Finished replay = lockproof({"replay", result.at("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr(result.at("message")));
}

// Of which some have spaces and slashes, also within a script.
TEST(LockCommand, IsTriedWithSeveralKeys) {
  for (const char* scenario : {"many_keys", "nested_keys", "hand_over", "counter"}) {
    const nlohmann::json result = result_of("sh -c 'flock {lock} {body}'", scenario, "4");
    EXPECT_EQ(result.at("verdict"), "pass") << result;
  }
}

// The body fails once, which the command passes on, and is tried again.
TEST(LockCommand, IsTriedAgainAfterAFailure) {
  for (const char* scenario : {"clean_up", "failing_build", "install"}) {
    const nlohmann::json result = result_of("flock {lock} {body}", scenario, "6");
    EXPECT_EQ(result.at("verdict"), "pass") << result;
  }
  const nlohmann::json tells = result_of("sh -c 'flock {lock} {body} || { touch failed; exit 1; }'", "clean_up", "20");
  EXPECT_EQ(tells.at("message"), "failed was left behind") << tells;
}

TEST(LockCommand, MeetsObstaclesAndStaleAttributes) {
  for (const char* scenario : {"directory_in_place", "symlink_in_place", "foreign_file_in_place", "stale_attributes"}) {
    const nlohmann::json result =
        result_of("flock {lock} {body}", scenario, "4", {"--contract", "survives_stale_attributes=true"});
    EXPECT_EQ(result.at("verdict"), "pass") << result;
  }
}

TEST(LockCommand, ThatHasOneLockForAllKeysIsCaught) {
  const std::string command = "sh -c 'exec flock locks/one {body}' {lock}";
  const nlohmann::json result = result_of(command, "many_keys", "40", {"--contract", "may_stay=locks/one"});
  EXPECT_EQ(result.at("oracle"), "keys_are_independent") << result;
  // Who holds one waits for the other, which is the same; or somebody waits for what nobody uses.
  const nlohmann::json nested = result_of(command, "nested_keys", "4", {"--contract", "may_stay=locks/one"});
  EXPECT_THAT(nested.at("oracle"), testing::AnyOf("deadlock", "keys_are_independent")) << nested;
}

TEST(LockCommand, ThatCannotPlayIsToldWhy) {
  const Campaign run = campaign({"--lock-command", "flock {lock} {body}", "--scenario", "time_out"});
  ASSERT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.results[0].at("skipped"), "not for commands: it waits with a time-out");
}

TEST(LockCommand, QuotesKeepWordsTogether) {
  const nlohmann::json result = result_of("sh -c 'exec flock \"$0\" {body}' {lock}", "build_once", "20");
  EXPECT_EQ(result.at("verdict"), "pass") << result;
}

TEST(LockCommand, ThatTakesNoLockIsCaught) {
  const nlohmann::json result = result_of("sh -c 'exec {body}' {lock}", "build_once", "60");
  EXPECT_EQ(result.at("oracle"), "mutual_exclusion") << result;
}

void expect_misuse(const std::string& command, const std::string& told) {
  const Finished finished = lockproof({"run", "--lock-command", command, "--executions", "1"});
  EXPECT_EQ(finished.status, 2) << finished;
  EXPECT_THAT(finished.out, IsEmpty());
  EXPECT_THAT(finished.err, HasSubstr(told));
}

TEST(LockCommand, NeedsBothPlaceHolders) {
  expect_misuse("flock {lock}", "{body}");
  expect_misuse("flock {body}", "{lock}");
  expect_misuse("flock", "{lock} and {body}");
}

TEST(LockCommand, NeedsItsQuotesClosed) {
  expect_misuse("sh -c '{body} {lock}", "unclosed quote");
}

TEST(LockCommand, ThatIsNotThereIsNamed) {
  expect_misuse("no_such_program {lock} {body}", "no program 'no_such_program'");
}

TEST(LockCommand, ThatNeverRunsTheBodyIsCaught) {
  const nlohmann::json result = result_of("true {lock} {body}", "build_once", "10");
  EXPECT_EQ(result.at("oracle"), "complete_artefact") << result;
}

TEST(LockCommand, ThatTakesNoLockIsCaughtAndQuotesKeepTheBodyTogether) {
  const nlohmann::json result = result_of("sh -c \"{body}\" {lock}", "build_once", "200");
  EXPECT_EQ(result.at("oracle"), "mutual_exclusion") << result;
}

}  // namespace
}  // namespace lockproof::e2e
