#include "explore/pending_conflict.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/syscall.h>

namespace lockproof::explore {
namespace {

model::Operation call(std::uint16_t number, std::string path = {}, std::uint64_t flags = 0, std::string path2 = {}) {
  model::Operation operation;
  operation.number = number;
  operation.path = std::move(path);
  operation.path2 = std::move(path2);
  operation.flags = flags;
  return operation;
}

bool both_ways(const model::Operation& left, const model::Operation& right) {
  EXPECT_EQ(may_conflict(left, right), may_conflict(right, left));
  return may_conflict(left, right);
}

TEST(PendingConflictTest, LookingDoesNotConflictWithLooking) {
  EXPECT_FALSE(both_ways(call(SYS_stat, "a"), call(SYS_read, "a")));
  EXPECT_FALSE(both_ways(call(SYS_openat, "a", O_RDONLY), call(SYS_stat, "a")));
  EXPECT_TRUE(both_ways(call(SYS_openat, "a", O_CREAT | O_RDWR), call(SYS_stat, "a")));
}

TEST(PendingConflictTest, OperationsMeetAtPaths) {
  EXPECT_TRUE(both_ways(call(SYS_unlink, "a/b"), call(SYS_stat, "a/b")));
  EXPECT_TRUE(both_ways(call(SYS_unlink, "a/b"), call(SYS_getdents64, "a")));
  EXPECT_FALSE(both_ways(call(SYS_unlink, "a/b/c"), call(SYS_getdents64, "a")));
  EXPECT_FALSE(both_ways(call(SYS_unlink, "ab"), call(SYS_unlink, "a")));
  EXPECT_TRUE(both_ways(call(SYS_rename, "a", 0, "b"), call(SYS_unlink, "b")));
  EXPECT_FALSE(both_ways(call(SYS_rename, "a", 0, "b"), call(SYS_unlink, "c")));
  EXPECT_TRUE(both_ways(call(SYS_flock, "a"), call(SYS_flock, "a")));
}

TEST(PendingConflictTest, WhatHasNoPathMeetsWhatHasNone) {
  EXPECT_TRUE(both_ways(call(SYS_kill), call(SYS_wait4)));
  EXPECT_FALSE(both_ways(call(SYS_kill), call(SYS_unlink, "a")));
}

TEST(PendingConflictTest, TheEndOfAProcessMeetsEverything) {
  EXPECT_TRUE(both_ways(call(SYS_exit_group), call(SYS_flock, "a")));
  EXPECT_TRUE(both_ways(call(SYS_exit_group), call(SYS_stat, "a")));
}

}  // namespace
}  // namespace lockproof::explore
