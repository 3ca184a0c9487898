#include "oracle/release_is_own.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

#include <cerrno>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct ReleaseIsOwnTest : testing::Test {
  static std::string judged(const TraceBuilder& builder, std::string_view lock_path = "locks/build.lock") {
    Rules rules;
    rules.lock_path = lock_path;
    return message_by(ReleaseIsOwn::name, builder, rules);
  }
};

model::Operation removal(std::string_view path, std::int64_t result = 0) {
  return {.number = SYS_rmdir, .result = result, .path = std::string(path)};
}

TraceBuilder beside() {
  return TraceBuilder(3).mark("1", "enter build").mark("2", "enter build");
}

TraceBuilder told() {
  return beside().mark("1", "ask build").mark("1", "lost build").mark("1", "leave build");
}

TraceBuilder untold() {
  return beside().mark("2", "ask build").mark("2", "kept build").mark("1", "leave build");
}

constexpr const char* kRemoved = "actor 1 had lost build and removed locks/build.lock all the same";

TEST_F(ReleaseIsOwnTest, AcceptsAHolderThatRemovesItsOwn) {
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .mark("1", "ask build")
                       .mark("1", "kept build")
                       .mark("1", "leave build")
                       .perform("1", removal("locks/build.lock"))),
            "pass");
}

TEST_F(ReleaseIsOwnTest, RejectsARemovalByOneThatWasToldOfItsLoss) {
  EXPECT_EQ(judged(told()), "pass");
  EXPECT_EQ(judged(told().perform("1", removal("locks/build.lock"))), kRemoved);
  EXPECT_EQ(judged(told().perform("2", removal("locks/build.lock"))), "pass");
}

TEST_F(ReleaseIsOwnTest, RejectsARemovalByOneThatWasOvertaken) {
  EXPECT_EQ(judged(untold().perform("1", removal("locks/build.lock"))), kRemoved);
  EXPECT_EQ(judged(untold().perform("2", removal("locks/build.lock"))), "pass");
  EXPECT_EQ(judged(beside()
                       .mark("2", "ask build")
                       .mark("1", "leave build")
                       .mark("2", "kept build")
                       .perform("1", removal("locks/build.lock"))),
            kRemoved);
}

TEST_F(ReleaseIsOwnTest, OnlySuccessAtTheLockPathCounts) {
  EXPECT_EQ(judged(told().perform("1", removal("locks/build.lock", -ENOENT))), "pass");
  EXPECT_EQ(judged(told().perform("1", removal("locks/build.lock.mine"))), "pass");
  EXPECT_EQ(judged(told().perform("1", {.number = SYS_stat, .path = "locks/build.lock"})), "pass");
}

TEST_F(ReleaseIsOwnTest, ReplacingIsRemoving) {
  const auto renamed = [](std::string_view from, std::string_view to) {
    return model::Operation{.number = SYS_rename, .path = std::string(from), .path2 = std::string(to)};
  };
  EXPECT_EQ(judged(told().perform("1", renamed("mine", "locks/build.lock"))), kRemoved);
  EXPECT_EQ(judged(told().perform("1", renamed("locks/build.lock", "away"))), kRemoved);
}

TEST_F(ReleaseIsOwnTest, WhoWantsTheLockAgainMayRemoveAStaleOne) {
  EXPECT_EQ(judged(told().mark("1", "want build").perform("1", removal("locks/build.lock"))), "pass");
  EXPECT_EQ(judged(beside()
                       .mark("2", "ask build")
                       .mark("1", "leave build")
                       .mark("1", "want build")
                       .mark("1", "enter build")
                       .mark("2", "kept build")
                       .perform("1", removal("locks/build.lock"))),
            "pass");
}

TEST_F(ReleaseIsOwnTest, OfManyKeysEachHasItsPath) {
  EXPECT_EQ(judged(told().perform("1", removal("locks/other.lock")), "locks/*.lock"), "pass");
  EXPECT_EQ(judged(told().perform("1", removal("locks/build.lock")), "locks/*.lock"), kRemoved);
}

}  // namespace
}  // namespace lockproof::oracle
