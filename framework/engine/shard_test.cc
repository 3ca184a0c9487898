#include "engine/shard.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <map>
#include <optional>
#include <string>

namespace lockproof::engine {
namespace {

using model::Shard;
using testing::HasSubstr;
using Values = std::map<std::string, std::string>;

std::optional<GivenShard> shard_in(const Values& values) {
  return shard_from_environment([&](const std::string& name) -> std::optional<std::string> {
    const auto found = values.find(name);
    return found == values.end() ? std::nullopt : std::optional(found->second);
  });
}

std::string complaint(const Values& values) {
  try {
    shard_in(values);
  } catch (const BadShard& error) {
    return error.what();
  }
  return "none";
}

TEST(ShardText, IsCountedFromOne) {
  EXPECT_EQ(shard_from_text("1/4"), (Shard{1, 4}));
  EXPECT_EQ(shard_from_text("4/4"), (Shard{4, 4}));
  EXPECT_EQ(shard_from_text("1/1"), Shard());
  EXPECT_EQ(shard_from_text("none"), Shard());
}

TEST(ShardText, OfWhatCannotBeIsRefused) {
  for (const char* text : {"0/4", "5/4", "1/0", "0/0", "", "1", "/", "1/", "/4", "a/4", "1/b", "-1/4", "1/4/4", " 1/4",
                           "1/1000001", "18446744073709551616/18446744073709551617"})
    EXPECT_THROW(shard_from_text(text), BadShard) << text;
}

TEST(ShardOfTheEnvironment, IsReadAsEachEngineGivesIt) {
  const std::map<std::string, Values> third_of_four = {
      {"SLURM_ARRAY", {{"SLURM_ARRAY_TASK_ID", "3"}, {"SLURM_ARRAY_TASK_MIN", "1"}, {"SLURM_ARRAY_TASK_MAX", "4"}}},
      {"SLURM_ARRAY",
       {{"SLURM_ARRAY_TASK_ID", "14"},
        {"SLURM_ARRAY_TASK_MIN", "10"},
        {"SLURM_ARRAY_TASK_MAX", "16"},
        {"SLURM_ARRAY_TASK_STEP", "2"},
        {"SLURM_ARRAY_TASK_COUNT", "4"}}},
      {"SLURM_PROCID", {{"SLURM_PROCID", "2"}, {"SLURM_NTASKS", "4"}}},
      {"OMPI_COMM_WORLD_RANK", {{"OMPI_COMM_WORLD_RANK", "2"}, {"OMPI_COMM_WORLD_SIZE", "4"}}},
      {"JOB_COMPLETION_INDEX", {{"JOB_COMPLETION_INDEX", "2"}, {"JOB_COMPLETIONS", "4"}}},
      {"CI_NODE_INDEX", {{"CI_NODE_INDEX", "3"}, {"CI_NODE_TOTAL", "4"}}},
      {"TEST_SHARD_INDEX", {{"TEST_SHARD_INDEX", "2"}, {"TEST_TOTAL_SHARDS", "4"}}},
      {"GTEST_SHARD_INDEX", {{"GTEST_SHARD_INDEX", "2"}, {"GTEST_TOTAL_SHARDS", "4"}}},
  };
  for (const auto& [variable, values] : third_of_four) {
    const auto found = shard_in(values);
    ASSERT_TRUE(found) << variable;
    EXPECT_EQ(found->shard, (Shard{3, 4})) << variable;
    EXPECT_THAT(found->variables, HasSubstr(variable));
  }
  EXPECT_FALSE(shard_in({}));
}

TEST(ShardOfTheEnvironment, IsThatOfTheFirstCompletePair) {
  Values values = {{"GTEST_SHARD_INDEX", "0"}, {"GTEST_TOTAL_SHARDS", "9"}};
  const auto shards = [&] { return shard_in(values).value().shard.of; };
  EXPECT_EQ(shards(), 9U);
  // Each of them comes before those that were set already, once its last variable is set.
  const std::pair<Values, Values> earlier[] = {
      {{{"TEST_SHARD_INDEX", "0"}}, {{"TEST_TOTAL_SHARDS", "8"}}},
      {{{"CI_NODE_INDEX", "1"}}, {{"CI_NODE_TOTAL", "7"}}},
      {{{"JOB_COMPLETION_INDEX", "0"}}, {{"JOB_COMPLETIONS", "6"}}},
      {{{"OMPI_COMM_WORLD_RANK", "0"}}, {{"OMPI_COMM_WORLD_SIZE", "5"}}},
      {{{"SLURM_PROCID", "0"}}, {{"SLURM_NTASKS", "4"}}},
      {{{"SLURM_ARRAY_TASK_ID", "0"}, {"SLURM_ARRAY_TASK_MIN", "0"}}, {{"SLURM_ARRAY_TASK_MAX", "2"}}},
  };
  for (const auto& [first, last] : earlier) {
    const std::uint64_t before = shards();
    values.insert(first.begin(), first.end());
    EXPECT_EQ(shards(), before) << last.begin()->first;
    values.insert(last.begin(), last.end());
    EXPECT_EQ(shards(), before - 1) << last.begin()->first;
  }
}

TEST(ShardOfTheEnvironment, IsNotThatOfTheScriptOfABatchJob) {
  Values values = {{"SLURM_PROCID", "0"}, {"SLURM_NTASKS", "4"}, {"SLURM_JOB_ID", "17"}};
  EXPECT_FALSE(shard_in(values));
  values["SLURM_STEP_ID"] = "0";
  EXPECT_TRUE(shard_in(values));
}

TEST(ShardOfTheEnvironment, IsRefusedIfItMakesNoSense) {
  EXPECT_THAT(complaint({{"CI_NODE_INDEX", "0"}, {"CI_NODE_TOTAL", "4"}}), HasSubstr("CI_NODE_INDEX"));
  EXPECT_THAT(complaint({{"OMPI_COMM_WORLD_RANK", "4"}, {"OMPI_COMM_WORLD_SIZE", "4"}}), HasSubstr("5 of 4"));
  EXPECT_THAT(complaint({{"TEST_SHARD_INDEX", "one"}, {"TEST_TOTAL_SHARDS", "4"}}),
              testing::AllOf(HasSubstr("TEST_SHARD_INDEX"), HasSubstr("'one'"), HasSubstr("--shard")));
  const Values array_with_gaps = {{"SLURM_ARRAY_TASK_ID", "3"},
                                  {"SLURM_ARRAY_TASK_MIN", "1"},
                                  {"SLURM_ARRAY_TASK_MAX", "7"},
                                  {"SLURM_ARRAY_TASK_COUNT", "3"}};
  EXPECT_THAT(complaint(array_with_gaps), HasSubstr("--array=1-4"));
  EXPECT_EQ(complaint({{"CI_NODE_INDEX", ""}, {"CI_NODE_TOTAL", "4"}}), "none") << "empty is not set";
}

TEST(Shares, AreTheWholeOnceAndOfOneSize) {
  for (const std::uint64_t executions : {0, 1, 3, 4, 5, 100, 101, 1'000'000'000})
    for (const std::uint64_t of : {1, 2, 3, 4, 7, 100, 1'000'000}) {
      std::uint64_t next = 0;
      for (std::uint64_t number = 1; number <= of; ++number) {
        const Share share = share_of(executions, {.number = number, .of = of});
        ASSERT_EQ(share.first, next);
        ASSERT_LE(share.count - executions / of, 1U);
        next += share.count;
      }
      ASSERT_EQ(next, executions);
    }
}

}  // namespace
}  // namespace lockproof::engine
