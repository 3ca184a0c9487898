#include "oracle/orphaned_body.h"

#include <gtest/gtest.h>

#include "oracle/trace_builder.h"

namespace lockproof::oracle {
namespace {

TraceBuilder wrapper_with_body() {
  return TraceBuilder(2).child("1.1", "1");
}

model::Trace and_then_works(TraceBuilder builder) {
  model::Trace trace = builder.trace();
  trace.events.push_back({.kind = model::Event::Kind::operation, .actor = 2});
  return trace;
}

TEST(OrphanedBodyTest, SeesABodyThatWorksOnAfterItsWrapperWasKilled) {
  EXPECT_EQ(orphaned_body(and_then_works(wrapper_with_body().mark("1.1", "enter build").kill("1"))), 2);
}

TEST(OrphanedBodyTest, IgnoresABodyThatDoesNothingMore) {
  EXPECT_EQ(orphaned_body(wrapper_with_body().mark("1.1", "enter build").kill("1").exit("1.1").trace()), std::nullopt);
}

TEST(OrphanedBodyTest, IgnoresABodyThatIsOutside) {
  EXPECT_EQ(orphaned_body(and_then_works(wrapper_with_body().kill("1"))), std::nullopt);
  EXPECT_EQ(orphaned_body(
                and_then_works(wrapper_with_body().mark("1.1", "enter build").mark("1.1", "leave build").kill("1"))),
            std::nullopt);
}

TEST(OrphanedBodyTest, IgnoresTheDeathOfStrangersAndNaturalEnds) {
  EXPECT_EQ(orphaned_body(and_then_works(wrapper_with_body().mark("1.1", "enter build").kill("2"))), std::nullopt);
  EXPECT_EQ(orphaned_body(and_then_works(wrapper_with_body().mark("1.1", "enter build").exit("1"))), std::nullopt);
}

}  // namespace
}  // namespace lockproof::oracle
