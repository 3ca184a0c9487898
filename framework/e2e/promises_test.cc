// Each promise is kept where `lockproof list promises` says so, and broken where it says so.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <set>
#include <string>
#include <utility>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

nlohmann::json promises() {
  return nlohmann::json::parse(lockproof({"list", "promises", "--json"}).out).at("promises");
}

TEST(Promises, HaveAllRows) {
  std::set<std::string> rows;
  for (const nlohmann::json& promise : promises()) rows.insert(promise.at("row"));
  const std::map<char, int> systems = {{'A', 9}, {'B', 13}, {'C', 9}, {'D', 15}};
  for (const auto& [system, count] : systems)
    for (int number = 1; number <= count; ++number)
      EXPECT_TRUE(rows.contains(fmt::format("{}{}", system, number))) << system << number;
}

TEST(Promises, AreRunByTheirRow) {
  const Campaign run = campaign({"--promise", "A2,A5"});  // in one scenario, kept by one lock
  EXPECT_EQ(run.finished.status, 1) << run.finished;
  std::set<std::string> verdicts;
  for (const nlohmann::json& result : run.results)
    verdicts.insert(
        fmt::format("{} {}", result.at("lock").get<std::string>(), result.at("verdict").get<std::string>()));
  EXPECT_THAT(verdicts, testing::UnorderedElementsAre("image_builder pass", "no_recheck violation", "no_op violation"));
  const Finished unknown = lockproof({"run", "--promise", "E1"});
  EXPECT_EQ(unknown.status, 2) << unknown;
  EXPECT_THAT(unknown.err, testing::HasSubstr("list promises"));
}

// Rows that are shown by the same pair are run once.
TEST(Promises, AreBrokenWhereTheySay) {
  std::set<std::pair<std::string, std::string>> done;
  for (const nlohmann::json& promise : promises()) {
    if (!done.emplace(promise.at("caught"), promise.at("scenario")).second) continue;
    const Campaign run = campaign({"--lock", promise.at("caught"), "--scenario", promise.at("scenario"),
                                   "--known-limits", "--executions", "2000"});
    ASSERT_EQ(run.results.size(), 1U) << promise << run.finished;
    EXPECT_EQ(run.results[0].at("verdict"), "violation") << promise << run.results[0];
    EXPECT_EQ(run.results[0].at("oracle"), promise.at("by")) << promise << run.results[0];
  }
}

TEST(Promises, AreKeptWhereTheySay) {
  std::set<std::pair<std::string, std::string>> done;
  for (const nlohmann::json& promise : promises()) {
    if (!done.emplace(promise.at("passes"), promise.at("scenario")).second) continue;
    const Campaign run =
        campaign({"--lock", promise.at("passes"), "--scenario", promise.at("scenario"), "--executions", "40"});
    ASSERT_EQ(run.results.size(), 1U) << promise << run.finished;
    EXPECT_EQ(run.results[0].at("skipped"), "") << promise << run.results[0];
    EXPECT_EQ(run.results[0].at("verdict"), "pass") << promise << run.results[0];
  }
}

}  // namespace
}  // namespace lockproof::e2e
