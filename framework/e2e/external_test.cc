// Locks that others have written, as they are installed, through the wrappers and contracts of lock-impls/external.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <filesystem>
#include <string>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;

const std::filesystem::path kWrappers = std::filesystem::path(LOCKPROOF_SOURCE_DIR) / "lock-impls/external";

// Its one result.
nlohmann::json result_of(const Campaign& run) {
  EXPECT_EQ(run.results.size(), 1U) << run.finished;
  return run.results.at(0);
}

// Every scenario that the contract covers, but for those that are `known` to fail.
void expect_silent(const std::string& file, const std::string& known = "") {
  const Campaign run = campaign({"--lock-file", kWrappers / file, "--workers", "2", "--executions", "1"});
  int passed = 0;
  for (const nlohmann::json& result : run.results) {
    const std::string verdict = result.at("verdict");
    passed += verdict == "pass" ? 1 : 0;
    if (result.at("scenario") == known) continue;
    EXPECT_TRUE(verdict == "pass" || verdict == "skipped") << result;
  }
  EXPECT_GE(passed, 20) << run.finished;
}

// The finding of the one result is the same, time and again, in other processes too, and after shrinking.
void expect_reproducible(const nlohmann::json& result) {
  const FreshFolder folder;
  const std::string token = result.at("token");
  const Finished shrunk = lockproof({"shrink", token, "--attempts", "5"});
  EXPECT_EQ(shrunk.status, 1) << shrunk;
  EXPECT_THAT(shrunk.out, HasSubstr(std::string(result.at("oracle")) + ": ")) << shrunk;
  const Finished first = lockproof({"replay", token});
  EXPECT_EQ(first.status, 1) << first;
  EXPECT_THAT(first.out, HasSubstr(std::string(result.at("message"))));
  const Finished often = lockproof({"replay", token, "--times", "3"});
  EXPECT_EQ(often.out, first.out + "The same, 3 times out of 3.\n");
  EXPECT_EQ(often.status, 1) << often;
}

TEST(External, FlockOfUtilLinuxIsSilent) {
  expect_silent("flock.toml");
}

// filelock 3.9 tries for ever, and says nothing, where flock(2) is not supported.
TEST(External, FileLockIsSilent) {
  if (!actors_can("python3 -c 'import filelock'")) GTEST_SKIP() << "there is no python3 with filelock";
  expect_silent("filelock.toml", "no_flock");
}

TEST(External, PortalockerIsSilent) {
  if (!actors_can("python3 -c 'import portalocker'")) GTEST_SKIP() << "there is no python3 with portalocker";
  expect_silent("portalocker.toml");
}

TEST(External, SoftFileLockBlocksForEverAfterAKill) {
  if (!actors_can("python3 -c 'import filelock'")) GTEST_SKIP() << "there is no python3 with filelock";
  const nlohmann::json result =
      result_of(campaign({"--lock-file", kWrappers / "soft_file_lock.toml", "--scenario", "kill_mid_build",
                          "--known-limits", "--executions", "60", "--workers", "2"}));
  EXPECT_EQ(result.at("oracle"), "progress") << result;
  EXPECT_EQ(result.at("expected"), true) << result;
}

class ProperLockfile : public testing::Test {
 protected:
  void SetUp() override {
    if (!actors_can("command -v node") || !actors_can("command -v npm")) GTEST_SKIP() << "there is no node with npm";
    std::filesystem::create_directory(wrappers_);
    for (const char* name : {"proper_lockfile.js", "proper_lockfile.toml", "package.json", "package-lock.json"})
      std::filesystem::copy(kWrappers / name, wrappers_);
    const Finished install = run({"npm", "ci", "--no-audit", "--no-fund"}, {.folder = wrappers_});
    if (install.status != 0) GTEST_SKIP() << "npm cannot install proper-lockfile: " << install.err;
  }

  Campaign try_out(const Words& more) const {
    Words words = {"--lock-file", wrappers_ / "proper_lockfile.toml", "--workers", "2", "--executions", "200"};
    words.insert(words.end(), more.begin(), more.end());
    return campaign(words);
  }

  FreshFolder folder_;
  const std::filesystem::path wrappers_ = folder_.path() / "wrappers";
};

TEST_F(ProperLockfile, LetsTwoInWhoBreakOneStaleLockAtOnce) {
  const nlohmann::json result = result_of(try_out(
      {"--scenario", "build_once", "--strategy", "pos", "--fault", "plant=locks/build.lock.lock:directory:age=600s"}));
  EXPECT_EQ(result.at("oracle"), "mutual_exclusion") << result;
  EXPECT_EQ(result.at("expected"), false) << result;
  expect_reproducible(result);
}

TEST_F(ProperLockfile, LetsASecondOneInBesideAHolderThatIsPausedPastItsStaleWindow) {
  const nlohmann::json result = result_of(try_out({"--scenario", "pause_past_lease", "--known-limits"}));
  EXPECT_EQ(result.at("oracle"), "mutual_exclusion") << result;
  EXPECT_EQ(result.at("expected"), true) << result;
  expect_reproducible(result);
}

}  // namespace
}  // namespace lockproof::e2e
