#include "reports/explanation.h"

#include <gtest/gtest.h>

#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using model::Access;
using model::Event;
using model::Object;

constexpr Object kName{Object::Kind::dentry, 1, 2};

model::Operation access_to(model::Operation operation, const Object& object, bool write) {
  operation.accesses = {Access{object, write}};
  return operation;
}

class ExplanationTest : public testing::Test {
 protected:
  ExplanationTest() { sample_.actor("1", 7).actor("2", 8); }
  std::string text(std::string oracle) const {
    const auto last = static_cast<std::uint32_t>(sample_.trace.events.size() - 1);
    return explanation(sample_.trace, {std::move(oracle), "what broke", last}, {});
  }
  SampleTrace sample_;
};

// Both look, then both create: the second one's look was before the first one's creation.
TEST_F(ExplanationTest, SaysWhoCouldNotSeeWhat) {
  sample_.operation(0, access_to(open_lock("a.lock", -2), kName, false));
  sample_.operation(1, access_to(open_lock("a.lock", 3), kName, true));
  sample_.event(1, Event::Kind::mark, "enter build");
  sample_.event(0, Event::Kind::mark, "enter build");
  const std::string found = text("mutual_exclusion");
  EXPECT_TRUE(
      found.contains("no happens-before edge leads from a \"leave build\" of actor 2 to the \"enter build\" of "
                     "actor 1."))
      << found;
  EXPECT_TRUE(found.contains("When actor 1 entered, it had seen nothing that actor 2 did.")) << found;
  EXPECT_TRUE(found.contains("actor 1 never looked again")) << found;
  EXPECT_TRUE(found.contains("<-- mutual_exclusion")) << found;
}

// Who has seen it is not said to be ignorant.
TEST_F(ExplanationTest, KnowsWhatWasSeen) {
  sample_.operation(1, access_to(open_lock("a.lock", 3), kName, true));
  sample_.event(1, Event::Kind::mark, "enter build");
  sample_.operation(0, access_to(open_lock("a.lock", -17), kName, false));
  sample_.event(0, Event::Kind::mark, "enter build");
  const std::string found = text("mutual_exclusion");
  EXPECT_TRUE(found.contains("When actor 1 entered, the last that it could know of actor 2 was step")) << found;
  EXPECT_TRUE(found.contains("When actor 2 entered, it had seen nothing that actor 1 did.")) << found;
  EXPECT_FALSE(found.contains("never looked again")) << found;
}

TEST_F(ExplanationTest, LeavesOutWhatNobodyElseTouches) {
  sample_.operation(0, access_to(open_lock("mine", 3), {Object::Kind::dentry, 1, 9}, true));
  sample_.event(0, Event::Kind::mark, "enter build");
  EXPECT_FALSE(text("progress").contains("mine"));
}

// Both wait for what is nobody's.
TEST_F(ExplanationTest, EndsWithWhatWasSeenLastWhereNobodyMetAnother) {
  for (const char* path : {"a.lock", "b.lock"})
    for (const int actor : {0, 1}) sample_.operation(actor, access_to(open_lock(path, -17), kName, false));
  sample_.event(0, Event::Kind::exit, "exit 0");
  const std::string found = text("progress");
  EXPECT_TRUE(found.contains("b.lock")) << found;
  EXPECT_FALSE(found.contains("a.lock")) << found;
  EXPECT_EQ(found.find("b.lock"), found.rfind("b.lock")) << found;  // the other one has finished
}

TEST_F(ExplanationTest, SaysOnceWhatComesAgainAndAgain) {
  sample_.operation(1, access_to(open_lock("a.lock", 3), kName, true));
  for (int i = 0; i < 50; ++i) sample_.operation(0, access_to(open_lock("a.lock", -17), kName, false));
  const std::string found = text("progress");
  EXPECT_TRUE(found.contains("50 times, until step")) << found;
  EXPECT_TRUE(found.contains("actor 1 is still there; the last that it looked at")) << found;
}

}  // namespace
}  // namespace lockproof::reports
