#include "explore/condition_text.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using std::chrono::seconds;

Conditions conditions_from(std::initializer_list<std::string_view> words) {
  Conditions conditions;
  for (const std::string_view word : words) add_condition(conditions, word);
  return conditions;
}

Conditions through_text(const Conditions& conditions) {
  Conditions again;
  const std::string text = to_text(conditions);
  for (const std::string_view word : split(text, '\n'))
    if (!word.empty()) add_condition(again, word);
  return again;
}

TEST(ConditionText, SetsClocksByActor) {
  const Conditions conditions =
      conditions_from({"clock_skew=-30s:actor=2", "clock_drift=200:actor=1", "server_skew=5s", "file_times=2s"});
  EXPECT_THAT(conditions.clock_skews, testing::ElementsAre(seconds(0), seconds(-30)));
  EXPECT_THAT(conditions.clock_drifts_ppm, testing::ElementsAre(200));
  EXPECT_EQ(conditions.server_skew, seconds(5));
  EXPECT_EQ(conditions.file_time_step, seconds(2));
}

TEST(ConditionText, PlantsWhatIsThereAtTheStart) {
  using Kind = PlantedPath::Kind;
  const Conditions conditions =
      conditions_from({"plant=locks/a%20b:text=4711%20host%3A%0A:age=-600s", "plant=locks/build.lock",
                       "plant=d:directory", "plant=s:symlink=../x", "plant=locks:missing", "plant=l:read_only"});
  EXPECT_THAT(
      conditions.planted,
      testing::ElementsAre(PlantedPath{"locks/a b", Kind::file, "4711 host:\n", seconds(-600)},
                           PlantedPath{"locks/build.lock", Kind::file, "", {}},
                           PlantedPath{"d", Kind::directory, "", {}}, PlantedPath{"s", Kind::symlink, "../x", {}},
                           PlantedPath{"locks", Kind::missing, "", {}}, PlantedPath{"l", Kind::read_only, "", {}}));
}

TEST(ConditionText, SurvivesTheWayThroughText) {
  const Conditions conditions = conditions_from(
      {"clock_skew=-30s:actor=2", "clock_drift=-7:actor=3", "server_skew=1500ms", "file_times=2s", "containers",
       "users", "nonatomic_create", "inodes_reused", "attribute_cache=3s", "plant=a%3Ab:text=%00%FF%25:age=5min",
       "plant=c:symlink=d", "plant=e:read_only", "check=test%20$(cat%20c)%20=%202%0A"});
  EXPECT_EQ(through_text(conditions), conditions);
  EXPECT_EQ(to_text(conditions).find(' '), std::string::npos);
  EXPECT_EQ(to_text(Conditions()), "");
}

TEST(ConditionText, KnowsItsNames) {
  EXPECT_TRUE(is_condition("plant=x:missing"));
  EXPECT_TRUE(is_condition("containers"));
  EXPECT_FALSE(is_condition("clock_step=5s"));
  EXPECT_FALSE(is_condition("kill"));
}

TEST(ConditionText, RefusesWhatMakesNoSense) {
  Conditions conditions;
  for (const char* word :
       {"clock_skew=5s", "clock_skew=5:actor=1", "clock_skew=5s:actor=0", "clock_drift=fast:actor=1",
        "clock_drift=1000000:actor=1", "file_times=0s", "attribute_cache=-1s", "users=2", "containers:actor=1",
        "plant=", "plant=/etc/passwd", "plant=../x", "plant=a//b", "check=true:once", "plant=x:texts=1", "plant=x%2",
        "plant=x%G0", "users x2", "no_such_thing"})
    EXPECT_THROW(add_condition(conditions, word), BadWord) << word;
}

}  // namespace
}  // namespace lockproof::explore
