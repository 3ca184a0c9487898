#include "reports/occupants.h"

#include <gtest/gtest.h>

#include "reports/sample_trace.h"

namespace lockproof::reports {
namespace {

using model::Event;

TEST(OccupantsTest, FollowsMarksAndDeaths) {
  SampleTrace sample;
  sample.actor("1", 7).actor("2", 8);
  sample.event(0, Event::Kind::mark, "enter build").event(1, Event::Kind::mark, "enter build");
  sample.event(1, Event::Kind::mark, "leave build").kill(0);
  Occupants occupants(sample.trace);
  std::string seen;
  for (const Event& event : sample.trace.events) {
    occupants.observe(event);
    seen += occupants.text() + "|";
  }
  EXPECT_EQ(seen, "||1|1 2|1||");
}

TEST(OccupantsTest, NamesTheSectionsIfThereAreSeveral) {
  SampleTrace sample;
  sample.actor("1", 7).event(0, Event::Kind::mark, "enter base").event(0, Event::Kind::mark, "enter env");
  sample.event(0, Event::Kind::mark, "leave base");
  Occupants occupants(sample.trace);
  for (const Event& event : sample.trace.events) occupants.observe(event);
  EXPECT_EQ(occupants.text(), "1:env");
  EXPECT_TRUE(occupants.contains(0));
  EXPECT_FALSE(occupants.contains(1));
}

TEST(OccupantsTest, IgnoresWhatOnlyLooksLikeAMark) {
  SampleTrace sample;
  sample.actor("1", 7).event(0, Event::Kind::log, "enter build").event(0, Event::Kind::mark, "entering build");
  Occupants occupants(sample.trace);
  for (const Event& event : sample.trace.events) occupants.observe(event);
  EXPECT_EQ(occupants.text(), "");
}

}  // namespace
}  // namespace lockproof::reports
