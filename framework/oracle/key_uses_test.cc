#include "oracle/key_uses.h"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

// "1 wants a, 2 inside b".
std::string uses_after(const TraceBuilder& builder) {
  const model::Trace& trace = builder.trace();
  KeyUses uses;
  for (std::size_t index = 0; index < trace.events.size(); ++index) uses.observe(trace, index);
  std::string text;
  for (const KeyUse& use : uses.all()) {
    constexpr std::string_view kStates[] = {"wants", "inside", "leaves"};
    text +=
        fmt::format("{}{} {} {}{}", text.empty() ? "" : ", ", trace.actors[static_cast<std::size_t>(use.actor)].name,
                    kStates[static_cast<int>(use.state)], use.key(trace), use.paused ? " paused" : "");
  }
  return text;
}

TEST(KeyUsesTest, FollowsAnActorFromWantToFree) {
  TraceBuilder builder(1);
  EXPECT_EQ(uses_after(builder.mark("1", "want a")), "1 wants a");
  EXPECT_EQ(uses_after(builder.mark("1", "enter a")), "1 inside a");
  EXPECT_EQ(uses_after(builder.mark("1", "leave a")), "1 leaves a");
  EXPECT_EQ(uses_after(builder.mark("1", "free a")), "");
}

TEST(KeyUsesTest, KeepsActorsAndKeysApart) {
  EXPECT_EQ(uses_after(TraceBuilder(2)
                           .mark("1", "want a")
                           .mark("2", "want a")
                           .mark("1", "want b")
                           .mark("1", "enter b")
                           .mark("2", "give_up a")),
            "1 wants a, 1 inside b");
}

TEST(KeyUsesTest, WhoExitsHasNone) {
  EXPECT_EQ(uses_after(TraceBuilder(2).mark("1", "enter a").mark("2", "want a").kill("1")), "2 wants a");
}

TEST(KeyUsesTest, WhatACommandRunsIsInsideOnItsBehalf) {
  TraceBuilder builder(1);
  builder.child("1.1", "1").child("1.1.1", "1.1").mark("1.1", "want a");
  EXPECT_EQ(uses_after(builder.mark("1.1.1", "enter a")), "1.1 inside a");
  EXPECT_EQ(uses_after(builder.mark("1.1.1", "leave a").exit("1.1.1")), "1.1 leaves a");
  EXPECT_EQ(uses_after(builder.exit("1.1")), "");
}

TEST(KeyUsesTest, APauseLastsUntilTheActorGoesOn) {
  TraceBuilder builder(2);
  builder.mark("1", "want a").fault("1", "paused for 600 s").mark("2", "want b");
  EXPECT_EQ(uses_after(builder), "1 wants a paused, 2 wants b");
  EXPECT_EQ(uses_after(builder.mark("1", "note")), "1 wants a, 2 wants b");
}

TEST(KeyUsesTest, APauseStopsWhatACommandRuns) {
  TraceBuilder builder(2);
  builder.child("1.1", "1").mark("1.1", "want a").mark("2", "want b").fault("1", "paused for 600 s");
  EXPECT_EQ(uses_after(builder), "1.1 wants a paused, 2 wants b");
  EXPECT_EQ(uses_after(builder.mark("1.1", "note")), "1.1 wants a, 2 wants b");
}

}  // namespace
}  // namespace lockproof::oracle
