#include "oracle/lock_free_cache_hit.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct LockFreeCacheHitTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) {
    Rules rules;
    rules.lock_path = "locks/*.lock";
    return message_by(LockFreeCacheHit::name, builder, rules);
  }
};

model::Operation opened(std::string_view path, std::int64_t result = 3) {
  return {.number = SYS_openat, .result = result, .path = std::string(path)};
}

TraceBuilder hit() {
  return TraceBuilder(2).mark("1", "lockless build");
}

TEST_F(LockFreeCacheHitTest, AcceptsOneThatTouchesOtherThings) {
  EXPECT_EQ(judged(hit().perform("1", opened("build/package.json")).perform("1", opened("locks/notes"))), "pass");
}

TEST_F(LockFreeCacheHitTest, RejectsOneThatTouchesTheLock) {
  EXPECT_EQ(judged(hit().perform("1", opened("locks/build.lock"))),
            "actor 1 needs no lock, but called openat on locks/build.lock");
}

TEST_F(LockFreeCacheHitTest, FailureBlockingAndSideFilesCountToo) {
  EXPECT_NE(judged(hit().perform("1", opened("locks/build.lock", -ENOENT))), "pass");
  EXPECT_NE(judged(hit().block("1", {.number = SYS_flock, .path = "locks/build.lock"})), "pass");
  EXPECT_NE(judged(hit().perform("1", opened("locks/build.lock.guard"))), "pass");
  EXPECT_NE(judged(hit().perform("1", {.number = SYS_link, .path = "tmp", .path2 = "locks/build.lock"})), "pass");
}

TEST_F(LockFreeCacheHitTest, WhoNeedsTheLockMayTouchIt) {
  EXPECT_EQ(judged(hit().perform("2", opened("locks/build.lock"))), "pass");
  EXPECT_EQ(judged(TraceBuilder(1).perform("1", opened("locks/build.lock")).mark("1", "lockless build")), "pass");
}

TEST_F(LockFreeCacheHitTest, ChildrenNeedNoneEither) {
  EXPECT_NE(judged(hit().child("1.1", "1").perform("1.1", opened("locks/build.lock"))), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
