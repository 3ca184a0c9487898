// The exhaustive search proves small configurations, finds what is wrong with broken ones, and claims no more than it
// did.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

Campaign search(Words words) {
  words.insert(words.begin(), {"--strategy", "exhaustive", "--workers", "2"});
  return campaign(words);
}

TEST(Exhaustive, ProvesASoundLock) {
  const Campaign run = search({"--lock", "flock", "--scenario", "build_once"});
  ASSERT_EQ(run.finished.status, 0) << run.finished;
  const nlohmann::json& result = run.results.at(0);
  EXPECT_EQ(result.at("verdict"), "pass");
  EXPECT_EQ(result.at("exhaustive"), true);
  EXPECT_GT(result.at("executions"), 10);
  EXPECT_THAT(std::string(result.at("message")),
              AllOf(HasSubstr("safe in each of all"), HasSubstr("2 actors and no fault")));
  EXPECT_THAT(run.finished.out, HasSubstr("all " + std::to_string(result.at("executions").get<int>())));
}

TEST(Exhaustive, IsTheSameEveryTime) {
  const Words words = {"--lock", "hard_link,no_recheck", "--scenario", "build_once", "--executions", "300"};
  const Campaign once = search(words);
  Words on_two = words;
  on_two.insert(on_two.end(), {"--jobs", "2"});
  const Campaign again = search(on_two);
  ASSERT_EQ(once.results.size(), 2U) << once.finished;
  for (std::size_t i = 0; i < 2; ++i)
    for (const char* key : {"executions", "exhaustive", "verdict", "trace_digest", "token", "message"})
      EXPECT_EQ(once.results.at(i).at(key), again.results.at(i).at(key)) << key;
}

TEST(Exhaustive, ClaimsNoMoreThanItDid) {
  const Campaign run = search({"--lock", "flock", "--scenario", "build_once", "--executions", "5"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  EXPECT_EQ(run.results.at(0).at("exhaustive"), false);
  EXPECT_THAT(std::string(run.results.at(0).at("message")), HasSubstr("not a proof"));
}

// Threads share memory, of which lockproof sees nothing.
TEST(Exhaustive, DoubtsWhatThreadsDo) {
  const Campaign run = search({"--lock", "flock", "--scenario", "threads", "--executions", "20"});
  EXPECT_EQ(run.finished.status, 4) << run.finished;
  EXPECT_EQ(run.results.at(0).at("exhaustive"), false);
  EXPECT_THAT(std::string(run.results.at(0).at("message")), HasSubstr("threads, which share memory"));
}

// The classes with the smallest digests: executions, by digest.
std::map<std::string, int> sample_of(const nlohmann::json& result) {
  std::map<std::string, int> sample;
  for (const std::string text : result.at("coverage").at("sample")) {
    const std::size_t blank = text.find(' ');
    sample[text.substr(0, blank)] = std::stoi(text.substr(blank));
  }
  return sample;
}

// Whatever class others come upon, the search has looked at: no proof of a part.
TEST(Exhaustive, MeetsEveryClassThatOthersMeet) {
  for (const char* lock : {"flock", "hard_link"}) {
    const Words words = {"--lock", lock, "--scenario", "build_once", "--workers", "2"};
    const std::map<std::string, int> all = sample_of(search({words.begin(), words.begin() + 4}).results.at(0));
    Words random = words;
    random.insert(random.end(), {"--executions", "2000"});
    const std::map<std::string, int> met = sample_of(campaign(random).results.at(0));
    ASSERT_EQ(all.size(), 256U) << lock;
    int common = 0;
    for (const auto& [digest, count] : met) {
      if (digest > all.rbegin()->first) break;
      EXPECT_TRUE(all.contains(digest)) << lock << ": " << digest << " was met by chance";
      ++common;
    }
    EXPECT_GT(common, 30) << lock << ": nothing was compared";
    for (const auto& [digest, count] : all) EXPECT_EQ(count, 1) << lock << ": " << digest << " was looked at again";
  }
}

// What takes thousands of executions by classes.
TEST(ByStates, ProvesWhatIsLarger) {
  for (const Words& more : {Words{"--workers", "3"}, Words{"--workers", "2", "--fault", "kill"}}) {
    Words words = {"--strategy", "states", "--lock", "flock", "--scenario", "one_artefact"};
    words.insert(words.end(), more.begin(), more.end());
    Words on_two = words;
    on_two.insert(on_two.end(), {"--jobs", "2"});
    const Campaign run = campaign(on_two);
    ASSERT_EQ(run.finished.status, 0) << run.finished;
    const nlohmann::json& result = run.results.at(0);
    EXPECT_EQ(result.at("exhaustive"), true) << run.finished;
    EXPECT_THAT(std::string(result.at("message")), HasSubstr("states were searched"));
    EXPECT_GT(result.at("search").at("made").at(0).at("states"), result.at("executions"));
    words.insert(words.end(), {"--jobs", "1"});
    EXPECT_EQ(campaign(words).results.at(0).at("trace_digest"), result.at("trace_digest"));
  }
}

TEST(ByStates, FindsWhatIsWrong) {
  for (const char* lock : {"no_op", "no_recheck", "check_then_create"}) {
    const Campaign run =
        campaign({"--strategy", "states", "--workers", "2", "--scenario", "one_artefact", "--lock", lock});
    EXPECT_EQ(run.finished.status, 1) << run.finished;
    EXPECT_EQ(run.results.at(0).at("verdict"), "violation") << lock;
  }
}

// Waiters of a lease sleep until their watch (inotify) tells of its end, or it expires.
TEST(ByStates, ProvesALease) {
  const Campaign run = campaign({"--strategy", "states", "--lock", "mkdir_lease", "--scenario", "one_artefact",
                                 "--workers", "2", "--time", "60s"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  EXPECT_EQ(run.results.at(0).at("exhaustive"), true) << run.finished;
}

TEST(ByStates, FindsALeaseThatIsLost) {
  const Campaign run = campaign({"--strategy", "states", "--lock", "ceiling_below_stale", "--scenario",
                                 "kill_mid_build", "--workers", "2", "--time", "60s"});
  EXPECT_EQ(run.finished.status, 1) << run.finished;
  EXPECT_EQ(run.results.at(0).at("oracle"), "exit_status");
}

// Of children the state is not known.
TEST(ByStates, GoesByClassesWhereStatesCannotBeTold) {
  const Campaign run = campaign(
      {"--strategy", "states", "--lock", "flock", "--scenario", "fork_inside", "--workers", "2", "--executions", "30"});
  EXPECT_EQ(run.finished.status, 0) << run.finished;
  EXPECT_EQ(run.results.at(0).at("exhaustive"), false);
  EXPECT_EQ(run.results.at(0).at("search").at("made").at(0).at("states"), 0);
}

TEST(ByStates, IsMadeInOnePiece) {
  const Finished refused = lockproof({"run", "--strategy", "states", "--lock", "flock", "--shard", "1/2"});
  EXPECT_EQ(refused.status, 2) << refused;
  EXPECT_THAT(refused.err, HasSubstr("made in one piece"));
}

class Broken : public testing::TestWithParam<const char*> {};

TEST_P(Broken, LocksAreFound) {
  const Campaign run = search({"--lock", GetParam(), "--scenario", "build_once"});
  ASSERT_EQ(run.finished.status, 1) << run.finished;
  const nlohmann::json& result = run.results.at(0);
  EXPECT_EQ(result.at("verdict"), "violation");
  EXPECT_EQ(result.at("exhaustive"), false);
  const Finished replay = lockproof({"replay", result.at("token")});
  EXPECT_EQ(replay.status, 1) << replay;
  EXPECT_THAT(replay.out, HasSubstr(std::string(result.at("message"))));
}

INSTANTIATE_TEST_SUITE_P(Mutants, Broken, testing::Values("no_op", "no_recheck", "unlink_after_unlock"),
                         [](const auto& info) { return info.param; });

}  // namespace
}  // namespace lockproof::e2e
