#include "oracle/path_glob.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

namespace lockproof::oracle {
namespace {

TEST(PathGlobTest, WithoutAStarOnlyTheSameTextMatches) {
  EXPECT_TRUE(matches_glob("locks/a.lock", "locks/a.lock"));
  EXPECT_FALSE(matches_glob("locks/a.lock", "locks/a.lock2"));
  EXPECT_FALSE(matches_glob("locks/a.lock", "locks/a.loc"));
  EXPECT_FALSE(matches_glob("a?c", "abc"));
  EXPECT_TRUE(matches_glob("", ""));
}

TEST(PathGlobTest, AStarStopsAtASlash) {
  EXPECT_TRUE(matches_glob("out/*", "out/image"));
  EXPECT_TRUE(matches_glob("out/*", "out/"));
  EXPECT_FALSE(matches_glob("out/*", "out/a/b"));
  EXPECT_TRUE(matches_glob("*/*.tmp", "a/b.tmp"));
  EXPECT_FALSE(matches_glob("*.tmp", "a/b.tmp"));
}

TEST(PathGlobTest, AStarTakesWhatTheRestNeeds) {
  EXPECT_TRUE(matches_glob("*ab*ab", "aababcab"));
  EXPECT_FALSE(matches_glob("*ab*ab", "aabcb"));
  EXPECT_TRUE(matches_glob("a**b", "ab"));
}

bool matches_by_definition(std::string_view pattern, std::string_view path) {
  if (pattern.empty()) return path.empty();
  if (pattern[0] != '*') {
    return !path.empty() && path[0] == pattern[0] && matches_by_definition(pattern.substr(1), path.substr(1));
  }
  if (matches_by_definition(pattern.substr(1), path)) return true;
  return !path.empty() && path[0] != '/' && matches_by_definition(pattern, path.substr(1));
}

TEST(PathGlobTest, AgreesWithTheDefinition) {
  std::mt19937 random(1);
  int matched = 0;
  for (int i = 0; i < 100'000; ++i) {
    std::string pattern;
    std::string path;
    for (std::size_t size = random() % 7; size > 0; --size) pattern += "ab/**"[random() % 5];
    for (std::size_t size = random() % 9; size > 0; --size) path += "ab/"[random() % 3];
    matched += matches_glob(pattern, path) ? 1 : 0;
    ASSERT_EQ(matches_glob(pattern, path), matches_by_definition(pattern, path)) << pattern << " " << path;
  }
  EXPECT_GT(matched, 1000);
}

}  // namespace
}  // namespace lockproof::oracle
