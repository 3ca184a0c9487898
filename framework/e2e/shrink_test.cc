// A finding of the whole program, made as short as possible.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>
#include <vector>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::HasSubstr;

// The line that starts with `key`, without it.
std::string line_of(const std::string& text, const std::string& key) {
  const auto at = text.find('\n' + key);
  if (at == std::string::npos) return "";
  const auto begin = at + 1 + key.size();
  return text.substr(begin, text.find('\n', begin) - begin);
}

// "0 faults, 15 context switches, 42 steps": 15.
int switches(const std::string& size) {
  return std::stoi(size.substr(size.find(", ") + 2));
}

// Of a lock whose finding needs many context switches as it is found.
std::string found_token() {
  const Campaign run = campaign({"--lock", "no_recheck", "--scenario", "build_once", "--strategy", "random"});
  EXPECT_EQ(run.finished.status, 1) << run.finished;
  return run.results.at(0).at("token");
}

TEST(Shrink, LeavesOutWhatTheFindingDoesNotNeed) {
  const std::string token = found_token();
  const Finished shrunk = lockproof({"shrink", token});
  EXPECT_EQ(shrunk.status, 1) << shrunk;
  EXPECT_THAT(line_of(shrunk.out, "after: "), HasSubstr("no choice can be left out")) << shrunk;
  // One looks, another one builds, the first goes on; it takes a few more where it is caught by chance.
  EXPECT_LE(switches(line_of(shrunk.out, "after: ")), 4) << shrunk;
  EXPECT_GT(switches(line_of(shrunk.out, "before: ")), 4) << "too easy a finding";
  EXPECT_THAT(shrunk.out, testing::Not(HasSubstr("left behind"))) << "the artefact is permitted to stay";

  const std::string shorter = line_of(shrunk.out, "lockproof replay ");
  EXPECT_LE(shorter.size(), token.size());
  const Finished replayed = lockproof({"replay", shorter});
  EXPECT_EQ(replayed.status, 1) << replayed;
  EXPECT_THAT(replayed.out, HasSubstr("\nsingle_build: "));
  EXPECT_EQ(line_of(lockproof({"shrink", shorter}).out, "lockproof replay "), shorter) << "it was not the shortest";
}

TEST(Shrink, SaysThatItStoppedEarly) {
  const Finished shrunk = lockproof({"shrink", found_token(), "--attempts", "1"});
  EXPECT_EQ(shrunk.status, 1) << shrunk;
  EXPECT_THAT(line_of(shrunk.out, "after: "), HasSubstr("(1 attempt, the most allowed: see --attempts)")) << shrunk;
}

// Prints faults, context switches and steps of each before and after. Two poll for thousands of steps:
// LOCKPROOF_SHRUNK_STEPS_MAX=10000 has these, too.
TEST(Shrink, LeavesFewContextSwitchesOfEachMutant) {
  const char* asked = std::getenv("LOCKPROOF_SHRUNK_STEPS_MAX");
  const int steps_max = asked == nullptr ? 1000 : std::stoi(asked);
  const Campaign run = campaign({"--lock", "mutants", "--executions", "2000", "--seed", "1"});
  std::vector<int> after;
  for (const nlohmann::json& result : run.results) {
    const std::string lock = result.at("lock");
    if (result.at("steps") > steps_max) {
      fmt::print("{}: {} steps, not shrunk here\n", lock, result.at("steps").get<int>());
      continue;
    }
    const Finished shrunk = lockproof({"shrink", result.at("token")});
    EXPECT_EQ(shrunk.status, 1) << shrunk;
    fmt::print("{}: {} ->{}\n", lock, line_of(shrunk.out, "before: "), line_of(shrunk.out, "after: "));
    EXPECT_THAT(line_of(shrunk.out, "after: "), HasSubstr("no choice can be left out")) << shrunk;
    after.push_back(switches(line_of(shrunk.out, "after: ")));
  }
  ASSERT_GE(after.size(), 50U);
  std::ranges::sort(after);
  fmt::print("median {}, most {}\n", after.at(after.size() / 2), after.back());
  EXPECT_LE(after.at(after.size() / 2), 4);
}

TEST(Shrink, RefusesWhatIsNoFinding) {
  const Campaign run = campaign({"--lock", "flock", "--scenario", "build_once", "--executions", "1"});
  const Finished shrunk = lockproof({"shrink", run.results.at(0).at("token")});
  EXPECT_EQ(shrunk.status, 2) << shrunk;
}

}  // namespace
}  // namespace lockproof::e2e
