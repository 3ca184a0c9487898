#include "oracle/denied_lock_is_logged.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

struct DeniedLockIsLoggedTest : testing::Test {
  static std::string judged(const TraceBuilder& builder) { return message_by(DeniedLockIsLogged::name, builder); }
};

constexpr const char* kWarning = "warning: no directory for the lock of build";

TEST_F(DeniedLockIsLoggedTest, AcceptsOneThatWarnsFirst) {
  EXPECT_EQ(judged(TraceBuilder(1).log("1", kWarning).mark("1", "denied build")), "pass");
  EXPECT_EQ(judged(TraceBuilder(1).mark("1", "enter build")), "pass");
}

TEST_F(DeniedLockIsLoggedTest, RejectsSilence) {
  const std::string silent = "actor 1 goes on without the lock of build and has not said so";
  EXPECT_EQ(judged(TraceBuilder(1).mark("1", "denied build")), silent);
  EXPECT_EQ(judged(TraceBuilder(1).mark("1", "denied build").log("1", kWarning)), silent);
  EXPECT_EQ(judged(TraceBuilder(2).log("2", kWarning).mark("1", "denied build")), silent);
  EXPECT_EQ(judged(TraceBuilder(1).log("1", "begun").mark("1", "denied build")), silent);
}

}  // namespace
}  // namespace lockproof::oracle
