#include "world/attribute_cache.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

namespace lockproof::world {
namespace {

const Place kHere{.inside = true, .directory = 1, .name = "lock", .node = 7};
const Place kThere{.inside = true, .directory = 2, .name = "lock", .node = 8};

TEST(AttributeCache, ShowsWhatWasSeenUntilItsTimeIsOver) {
  AttributeCache cache;
  cache.note(1, kHere, {.number = SYS_stat, .result = 0, .status = {}, .until_ns = 100});
  EXPECT_NE(cache.find(1, kHere, SYS_stat, false, 99), nullptr);
  EXPECT_EQ(cache.find(1, kHere, SYS_stat, false, 100), nullptr);
}

TEST(AttributeCache, IsOfOneClientAndOnePath) {
  AttributeCache cache;
  cache.note(1, kHere, {.number = SYS_stat, .result = 0, .status = {}, .until_ns = 100});
  EXPECT_EQ(cache.find(2, kHere, SYS_stat, false, 0), nullptr);
  EXPECT_EQ(cache.find(1, kThere, SYS_stat, false, 0), nullptr);
}

TEST(AttributeCache, AnotherCallLearnsNoMoreThanWhetherThereIsAnything) {
  AttributeCache cache;
  cache.note(1, kHere, {.number = SYS_stat, .result = 0, .status = {}, .until_ns = 100});
  EXPECT_EQ(cache.find(1, kHere, SYS_statx, false, 0), nullptr);
  EXPECT_NE(cache.find(1, kHere, SYS_access, true, 0), nullptr);
  cache.note(1, kHere, {.number = SYS_access, .result = -ENOENT, .status = {}, .until_ns = 100});
  EXPECT_EQ(cache.find(1, kHere, SYS_statx, false, 0)->result, -ENOENT);
}

TEST(AttributeCache, Forgets) {
  AttributeCache cache;
  const AttributeCache::Seen seen{.number = SYS_stat, .result = 0, .status = {}, .until_ns = 100};
  for (const int client : {1, 2}) {
    cache.note(client, kHere, seen);
    cache.note(client, kThere, seen);
  }
  cache.forget(1, kHere);
  EXPECT_EQ(cache.find(1, kHere, SYS_stat, false, 0), nullptr);
  EXPECT_NE(cache.find(1, kThere, SYS_stat, false, 0), nullptr);
  cache.forget(1);
  EXPECT_EQ(cache.find(1, kThere, SYS_stat, false, 0), nullptr);
  EXPECT_NE(cache.find(2, kThere, SYS_stat, false, 0), nullptr);
}

}  // namespace
}  // namespace lockproof::world
