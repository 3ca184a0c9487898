// `lockproof limits` finds what the sources say.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

nlohmann::json limits_of(const Words& lock, int status) {
  const FreshFolder folder;
  const std::filesystem::path file = folder.path() / "limits.json";
  Words words = {"limits", "--json", file};
  words.insert(words.end(), lock.begin(), lock.end());
  const Finished finished = lockproof(words);
  EXPECT_EQ(finished.status, status) << finished;
  std::ifstream in(file);
  return nlohmann::json::parse(in).at("limits");
}

const nlohmann::json& found(const nlohmann::json& limits, const std::string& assumption) {
  for (const nlohmann::json& limit : limits)
    if (limit.at("assumption") == assumption) return limit.at("found_s");
  throw std::runtime_error("no limit of that name: " + assumption);
}

// Nothing that it assumes can be exceeded; a dead holder's flock is gone with it.
TEST(Limits, OfAKernelLockAreNone) {
  const nlohmann::json limits = limits_of({"--lock", "flock"}, 0);
  for (const char* assumption : {"clock skew", "pause inside", "stall outside", "stale attributes"})
    EXPECT_TRUE(found(limits, assumption).is_null()) << limits;
  EXPECT_EQ(found(limits, "recovery"), 0.0) << limits;
}

TEST(Limits, OfALockThatExcludesNobodyBreakItsContract) {
  EXPECT_EQ(found(limits_of({"--lock", "no_op"}, 1), "pause inside"), 0.0);
}

TEST(Limits, OfACommandAreWhatItHoldsOn) {
  const nlohmann::json limits = limits_of({"--lock-command", "flock {lock} {body}", "--executions", "3"}, 0);
  EXPECT_TRUE(found(limits, "clock skew").is_null()) << limits;
  EXPECT_EQ(found(limits, "recovery"), 0.0) << limits;
  EXPECT_TRUE(found(limits, "pause inside").is_null()) << limits;
}

TEST(Limits, OfACommandThatTakesNoLockBreakItsContract) {
  EXPECT_EQ(found(limits_of({"--lock-command", "sh -c 'exec {body}' {lock}", "--executions", "20"}, 1), "clock skew"),
            0.0);
}

}  // namespace
}  // namespace lockproof::e2e
