// Every broken lock is caught by the oracle that it names, in the scenario that it names, where its sound twin passes.
#include <fmt/format.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <set>
#include <string>

#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

nlohmann::json listed(const std::string& what) {
  return nlohmann::json::parse(lockproof({"list", what, "--json"}).out).at(what);
}

TEST(Zoo, EveryMutantNamesOracleScenarioAndTwin) {
  for (const nlohmann::json& lock : listed("locks")) {
    if (!lock.contains("caught_by")) continue;
    for (const char* key : {"caught_by", "caught_in", "twin"}) EXPECT_NE(lock.at(key), "") << lock;
  }
}

// Prints after how many executions each was caught.
TEST(Zoo, EveryMutantIsCaughtByItsOracle) {
  const Campaign run = campaign({"--lock", "mutants", "--executions", "2000", "--seed", "1"});
  EXPECT_EQ(run.finished.status, 1) << run.finished;
  EXPECT_GE(run.results.size(), 30U) << run.finished;
  for (const nlohmann::json& result : run.results) {
    EXPECT_EQ(result.at("verdict"), "violation") << result;
    EXPECT_EQ(result.at("expected"), true) << result;
    fmt::print("{:>5} executions: {} in {}, by {}\n", result.at("executions").get<int>(),
               result.at("lock").get<std::string>(), result.at("scenario").get<std::string>(),
               result.at("oracle").get<std::string>());
  }
}

TEST(Zoo, EveryTwinIsSilentWhereItsMutantIsCaught) {
  std::set<std::pair<std::string, std::string>> pairs;
  for (const nlohmann::json& lock : listed("locks"))
    if (lock.contains("twin")) pairs.emplace(lock.at("twin"), lock.at("caught_in"));
  for (const auto& [twin, scenario] : pairs) {
    const Campaign run = campaign({"--lock", twin, "--scenario", scenario, "--executions", "40"});
    ASSERT_EQ(run.results.size(), 1U) << run.finished;
    EXPECT_EQ(run.results[0].at("skipped"), "") << run.results[0];
    EXPECT_EQ(run.results[0].at("verdict"), "pass") << run.results[0];
  }
}

}  // namespace
}  // namespace lockproof::e2e
