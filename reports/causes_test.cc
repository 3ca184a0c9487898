#include "reports/causes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using model::Object;
using model::Operation;
using testing::ElementsAre;
using Cause = std::optional<std::size_t>;

Operation touches(Object::Kind kind, std::uint64_t which, bool write) {
  Operation operation;
  operation.accesses = {{{kind, which, 0}, write}};
  return operation;
}

Operation reads(std::uint64_t inode) {
  return touches(Object::Kind::data, inode, false);
}

Operation writes(std::uint64_t inode) {
  return touches(Object::Kind::data, inode, true);
}

TEST(Causes, AreTheLatestConflictsWithOthers) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);  // events 0 and 1
  sample.operation(0, writes(5)).operation(0, writes(5));
  sample.operation(1, reads(5)).operation(0, writes(5)).operation(1, reads(6));
  EXPECT_THAT(causes_of(sample.trace), ElementsAre(Cause(), Cause(), Cause(), Cause(), Cause(3), Cause(4), Cause()));
}

TEST(Causes, AreNotWhatReadersHaveInCommon) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8).operation(0, reads(5)).operation(1, reads(5));
  EXPECT_THAT(causes_of(sample.trace), ElementsAre(Cause(), Cause(), Cause(), Cause()));
}

TEST(Causes, AreNotInWhatTheWorldDoesNotModel) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);
  sample.operation(0, touches(Object::Kind::outside, 1, true)).operation(1, touches(Object::Kind::outside, 1, true));
  EXPECT_THAT(causes_of(sample.trace), ElementsAre(Cause(), Cause(), Cause(), Cause()));
}

}  // namespace
}  // namespace lockproof::reports
