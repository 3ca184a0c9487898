// Locks that are commands and have a contract: --lock-file and --contract.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::EndsWith;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class LockFile : public testing::Test {
 protected:
  std::string file(const std::string& text, const std::string& name = "lock.toml") const {
    std::ofstream(folder_.path() / name) << text;
    return folder_.path() / name;
  }

  std::string refusal(const std::string& text) const {
    const Finished refused = lockproof({"run", "--lock-file", file(text)});
    EXPECT_EQ(refused.status, 2) << refused;
    return refused.err;
  }

  FreshFolder folder_;
};

TEST_F(LockFile, HasANameAndIsReplayedByIt) {
  const std::string script = file("shift\nexec \"$@\"\n", "none.sh");
  const Campaign run = campaign({"--lock-file", file("name = 'none'\ncommand = 'sh {dir}/none.sh {lock} {body}'\n"),
                                 "--scenario", "build_once", "--executions", "60"});
  ASSERT_EQ(run.results.size(), 1U) << run.finished;
  EXPECT_EQ(run.results[0].at("lock"), "none");
  EXPECT_EQ(run.results[0].at("oracle"), "mutual_exclusion");
  const Finished replay = lockproof({"replay", run.results[0].at("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr("none"));
}

// flock -o does not protect what outlives it: a violation, unless the contract says so.
TEST_F(LockFile, TheContractSaysWhatIsAViolation) {
  const Words wrapper = {"--lock-command", "flock -o {lock} {body}", "--scenario", "build_once", "--executions", "200",
                         "--fault",        "kill:at=wait4"};
  EXPECT_EQ(campaign(wrapper).results.at(0).at("oracle"), "mutual_exclusion");
  const std::string described =
      file("command = 'flock -o {lock} {body}'\n[contract]\nprotects_orphans = false\nrecovery_max = '1s'\n");
  const Words plain = {"--scenario", "kill_mid_build", "--executions", "60"};
  const auto with = [&](Words words) {
    words.insert(words.end(), plain.begin(), plain.end());
    return campaign(words).results.at(0);
  };
  EXPECT_EQ(with({"--lock-file", described}).at("verdict"), "pass");
  EXPECT_EQ(with({"--lock-command", "flock -o {lock} {body}", "--contract", "protects_orphans=false"}).at("verdict"),
            "pass");
  EXPECT_EQ(with({"--lock-command", "flock -o {lock} {body}", "--contract", "kill_safe=false"}).at("verdict"),
            "skipped");
}

TEST_F(LockFile, ManyAreTriedInOneRun) {
  const std::string first = file("name = 'first'\ncommand = 'flock {lock} {body}'\n", "first.toml");
  const std::string second = file("name = 'second'\ncommand = 'flock -x {lock} {body}'\n", "second.toml");
  const Campaign run =
      campaign({"--lock-file", first + "," + second, "--scenario", "build_once,steal", "--executions", "3"});
  ASSERT_EQ(run.results.size(), 4U) << run.finished;
  EXPECT_EQ(run.results[0].at("lock"), "first");
  EXPECT_EQ(run.results[3].at("lock"), "second");
}

TEST_F(LockFile, WhatIsWrongIsNamedWithItsPlace) {
  EXPECT_THAT(refusal("command = \"flock {lock} {body}\n"), HasSubstr("lock.toml:1: "));
  EXPECT_THAT(refusal("command = 'flock {lock} {body}'\n\n[contract]\nkill_save = true\n"),
              HasSubstr("lock.toml:4: a contract says nothing of 'kill_save'. It has: excludes_processes"));
  EXPECT_THAT(refusal("command = 'flock {lock} {body}'\n[contract]\nkill_safe = 'yes'\n"),
              HasSubstr("lock.toml:3: kill_safe: 'yes': write true or false"));
  EXPECT_THAT(refusal("command = 'flock {lock} {body}'\n[contract]\npause_max = 10\n"),
              HasSubstr("lock.toml:3: write true, false, a time as in \"10s\""));
  EXPECT_THAT(refusal("command = 'flock {lock} {body}'\n[contract]\nmay_stay = ['a,b']\n"),
              HasSubstr("without commas"));
  EXPECT_THAT(refusal("command = 'flock {lock} {body}'\ncontract = 3\n"), HasSubstr("lock.toml:2: "));
  EXPECT_THAT(refusal("comand = 'flock {lock} {body}'\n"), HasSubstr("'comand' is not known here"));
  EXPECT_THAT(refusal("name = 'a'\n"), HasSubstr("it must have a command"));
  EXPECT_THAT(refusal("command = 'flock {lock}'\n"), HasSubstr("must contain {lock} and {body}"));
  EXPECT_THAT(refusal("command = 'no_such_program {lock} {body}'\n"), HasSubstr("there is no program"));
  const Finished missing = lockproof({"run", "--lock-file", folder_.path() / "missing.toml"});
  EXPECT_EQ(missing.status, 2) << missing;
  EXPECT_THAT(missing.err, AllOf(HasSubstr("missing.toml: "), Not(HasSubstr(":0:"))));
  const Finished word = lockproof({"run", "--lock-command", "flock {lock} {body}", "--contract", "kill_safe"});
  EXPECT_EQ(word.status, 2) << word;
  EXPECT_THAT(word.err, HasSubstr("write kill_safe=VALUE"));
}

}  // namespace
}  // namespace lockproof::e2e
