#include "oracle/overdue_is_logged.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

using std::chrono::minutes;

struct OverdueIsLoggedTest : testing::Test {
  static std::string judged(const TraceBuilder& builder, minutes hold_max = minutes(120)) {
    Rules rules;
    rules.hold_max = hold_max;
    return message_by(OverdueIsLogged::name, builder, rules);
  }
};

TraceBuilder found_after(minutes time) {
  return TraceBuilder(3).mark("1", "enter build").at(time).mark("2", "found build");
}

constexpr const char* kSilence =
    "actor 2 found that actor 1 has had build for longer than 120 min, and has not said so";

TEST_F(OverdueIsLoggedTest, AcceptsAWarning) {
  EXPECT_EQ(judged(found_after(minutes(121)).log("2", "build has been held for 121 min").exit("2")), "pass");
}

TEST_F(OverdueIsLoggedTest, RejectsSilence) {
  EXPECT_EQ(judged(found_after(minutes(121)).exit("2")), kSilence);
  EXPECT_EQ(judged(found_after(minutes(121)).mark("2", "found build").log("2", "build is overdue")), kSilence);
}

TEST_F(OverdueIsLoggedTest, AnotherLineIsNoWarning) {
  EXPECT_EQ(judged(found_after(minutes(121)).log("2", "held").log("3", "build is overdue").exit("2")), kSilence);
}

TEST_F(OverdueIsLoggedTest, AcceptsSilenceAboutWhoIsNotOverdue) {
  EXPECT_EQ(judged(found_after(minutes(120)).exit("2")), "pass");
  EXPECT_EQ(judged(found_after(minutes(121)).exit("2"), minutes(0)), "pass");
  EXPECT_EQ(judged(TraceBuilder(2)
                       .mark("1", "enter build")
                       .at(minutes(121))
                       .mark("1", "leave build")
                       .mark("2", "found build")
                       .exit("2")),
            "pass");
  EXPECT_EQ(judged(TraceBuilder(2).mark("1", "enter other").at(minutes(121)).mark("2", "found build").exit("2")),
            "pass");
}

TEST_F(OverdueIsLoggedTest, TheDeadAreExcused) {
  EXPECT_EQ(judged(found_after(minutes(121)).kill("2")), "pass");
}

}  // namespace
}  // namespace lockproof::oracle
