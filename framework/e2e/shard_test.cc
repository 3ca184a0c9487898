// A campaign in several parts, on one machine or many, comes to what one run finds.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>
#include <string>

#include "e2e/file_text.h"
#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/results_text.h"

namespace lockproof::e2e {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;

// A lock that passes, one that fails at once, and some that fail late.
const Words kPlays = {"run",
                      "--lock",
                      "flock,no_op,pid_reuse,inode_number",
                      "--scenario",
                      "pid_reuse,inode_reuse",
                      "--executions",
                      "120",
                      "--strategy",
                      "random"};

class Shards : public testing::Test {
 protected:
  std::string file(const std::string& name) const { return folder_.path() / (name + ".json"); }

  // kPlays, with more words, into a file of that name.
  Finished play(const std::string& name, const Words& more, const Words& variables = {}) const {
    Words words = kPlays;
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--json", file(name)});
    return lockproof(words, {.variables = variables});
  }
  Finished merge(const std::string& name, Words names) const {
    for (std::string& shard : names) shard = file(shard);
    names.insert(names.begin(), "merge");
    names.insert(names.end(), {"--json", file(name)});
    return lockproof(names);
  }

  FreshFolder folder_;
};

TEST_F(Shards, TogetherAreTheWhole) {
  const Finished whole = play("whole", {"--jobs", "2"});
  EXPECT_EQ(whole.status, 1) << whole;
  bool fails_late = false;
  const auto results = nlohmann::json::parse(file_text(file("whole"))).at("results");
  for (const auto& result : results) fails_late |= result.at("verdict") == "violation" && result.at("executions") > 20;
  EXPECT_TRUE(fails_late) << "or no violation would be beyond the first shard";
  for (const char* number : {"1", "2", "3", "4", "5", "6"})
    play(number, {"--shard", std::string(number) + "/6", "--jobs", number});
  const Finished merged = merge("merged", {"3", "1", "2", "1", "6", "5", "4"});
  EXPECT_EQ(merged.status, whole.status) << merged;
  EXPECT_THAT(merged.err, IsEmpty());
  EXPECT_EQ(comparable_results(file("merged")), comparable_results(file("whole")));

  merge("some", {"2", "3", "6"});
  const Finished regrouped = merge("regrouped", {"1", "5", "4", "some"});
  EXPECT_EQ(regrouped.status, whole.status) << regrouped;
  EXPECT_EQ(file_text(file("regrouped")), file_text(file("merged")));
}

TEST_F(Shards, OfAProgramCountTheBodiesThatOutliveIt) {
  const auto play = [&](const std::string& shard, const std::string& name) {
    const Finished finished =
        lockproof({"run", "--lock-command", "flock {lock} {body}", "--scenario", "build_once", "--fault",
                   "kill:at=wait4", "--executions", "100", "--shard", shard, "--json", file(name)});
    EXPECT_EQ(finished.status, 0) << finished;
  };
  play("none", "whole");
  play("1/2", "1");
  play("2/2", "2");
  EXPECT_EQ(merge("merged", {"1", "2"}).status, 0);
  EXPECT_EQ(comparable_results(file("merged")), comparable_results(file("whole")));
  EXPECT_THAT(file_text(file("merged")), HasSubstr("the wrapper was killed and its body lived on"));
}

TEST_F(Shards, ThatAreMissingAreMissed) {
  const Words sound = {"run", "--lock", "flock", "--scenario", "build_once", "--executions", "20"};
  const auto shard = [&](const std::string& number, const std::string& seed) {
    Words words = sound;
    words.insert(words.end(), {"--shard", number + "/3", "--seed", seed, "--json", file(number + "of" + seed)});
    EXPECT_EQ(lockproof(words).status, 0);
  };
  shard("1", "1");
  shard("2", "1");
  shard("3", "1");
  shard("3", "2");
  const Finished incomplete = merge("incomplete", {"1of1", "3of1"});
  EXPECT_EQ(incomplete.status, 4) << incomplete;
  EXPECT_THAT(incomplete.err, HasSubstr("shard 2 of 3 is missing"));
  EXPECT_THAT(incomplete.out, Not(HasSubstr("1 pass")));

  const Finished foreign = merge("foreign", {"1of1", "2of1", "3of2"});
  EXPECT_EQ(foreign.status, 2) << foreign;
  EXPECT_THAT(foreign.err, HasSubstr("3of2.json is foreign"));
  EXPECT_FALSE(fs::exists(file("foreign")));

  fs::resize_file(file("2of1"), fs::file_size(file("2of1")) / 2);
  const Finished truncated = merge("truncated", {"1of1", "2of1", "3of1"});
  EXPECT_EQ(truncated.status, 2) << truncated;
  EXPECT_THAT(truncated.err, HasSubstr("2of1.json: is not JSON from byte"));

  const Finished reported = lockproof({"report", file("1of1"), file("3of1")});
  EXPECT_EQ(reported.status, 2) << reported;
  EXPECT_THAT(reported.err, HasSubstr("lockproof merge"));
}

// One verdict for all parts: of a sound lock a proof, of a broken one what a single machine finds first.
TEST_F(Shards, OfAnExhaustiveSearchMakeOneProof) {
  const auto search = [&](const std::string& name, const Words& more) {
    Words words = {"run",        "--strategy",           "exhaustive", "--lock", "unlink_after_unlock",
                   "--scenario", "cache_hit,build_once", "--workers",  "2"};
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--json", file(name)});
    return lockproof(words);
  };
  const Finished whole = search("whole", {"--jobs", "2"});
  EXPECT_EQ(whole.status, 1) << whole;
  for (const std::string number : {"1", "2", "3"}) search(number, {"--shard", number + "/3"});
  const Finished merged = merge("merged", {"3", "1", "2", "1"});
  EXPECT_EQ(merged.status, whole.status) << merged;
  EXPECT_EQ(comparable_results(file("merged")), comparable_results(file("whole")));

  const Finished some = merge("some", {"1", "3"});
  EXPECT_THAT(file_text(file("some")), HasSubstr("not a proof: "));
  EXPECT_THAT(file_text(file("some")), Not(HasSubstr("\"exhaustive\": true"))) << some;
  search("rest", {"--shard", "none", "--rest-of", file("some")});
  merge("again", {"rest", "some"});
  EXPECT_EQ(comparable_results(file("again")), comparable_results(file("whole")));
}

TEST_F(Shards, AreChosenByTheEnvironmentUnlessToldOtherwise) {
  const Words quick = {"--lock", "flock", "--scenario", "build_once", "--executions", "8"};
  const Words in_gitlab = {"CI_NODE_INDEX=2", "CI_NODE_TOTAL=4"};
  const auto executions = [&](Words more) {
    Words words = {"run"};
    words.insert(words.end(), quick.begin(), quick.end());
    words.insert(words.end(), more.begin(), more.end());
    words.insert(words.end(), {"--json", file("results")});
    const Finished finished = lockproof(words, {.variables = in_gitlab});
    EXPECT_EQ(finished.status, 0) << finished;
    const auto results = nlohmann::json::parse(file_text(file("results")));
    return std::pair(results.at("results").at(0).at("executions").get<int>(), finished.err);
  };
  const auto [share, told] = executions({});
  EXPECT_EQ(share, 2);
  EXPECT_THAT(told, HasSubstr("shard 2/4, as CI_NODE_INDEX and CI_NODE_TOTAL say"));
  EXPECT_EQ(executions({"--shard", "none"}), std::pair(8, std::string()));
  EXPECT_EQ(executions({"--shard", "1/1"}), std::pair(8, std::string()));
  EXPECT_EQ(executions({"--shard", "1/2"}), std::pair(4, std::string()));
}

TEST_F(Shards, OfBazelAreAcknowledged) {
  const fs::path status = folder_.path() / "status";
  const Finished finished = lockproof(
      {"run", "--lock", "flock", "--scenario", "build_once", "--executions", "2"},
      {.variables = {"TEST_SHARD_INDEX=0", "TEST_TOTAL_SHARDS=2", "TEST_SHARD_STATUS_FILE=" + status.string()}});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_TRUE(fs::exists(status));
}

TEST_F(Shards, ThatCannotBeAreRefused) {
  for (const char* shard : {"0/4", "5/4", "1", "x/y"}) {
    const Finished finished = lockproof({"run", "--shard", shard, "--lock", "flock", "--executions", "1"});
    EXPECT_EQ(finished.status, 2) << finished;
    EXPECT_THAT(finished.err, HasSubstr(std::string("--shard '") + shard));
  }
}

}  // namespace
}  // namespace lockproof::e2e
