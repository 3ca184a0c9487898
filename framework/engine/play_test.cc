#include "engine/play.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <chrono>
#include <utility>

namespace lockproof::engine {
namespace {

using testing::HasSubstr;

LockInfo lock_named(std::string_view name) {
  LockInfo lock{};
  lock.name = name;
  return lock;
}

Scenario scenario_named(std::string_view name) {
  Scenario scenario{};
  scenario.name = name;
  scenario.oracles = {"mutual_exclusion"};
  scenario.bounds.progress_max = std::chrono::seconds(60);
  return scenario;
}

class PlayTest : public testing::Test {
 protected:
  PlayTest() {
    catalog_.locks = {&lock_};
    catalog_.scenarios = {&scenario_};
    play_.scenario = &scenario_;
    play_.lock = &lock_;
    play_.workers = 3;
    play_.seed = 7;
    play_.faults.kills = {{.count = 2}};
  }

  std::string refusal(const model::Schedule& schedule) const {
    try {
      play_of(schedule, catalog_);
    } catch (const model::BadToken& error) {
      return error.what();
    }
    return "accepted";
  }

  LockInfo lock_ = lock_named("a");
  Scenario scenario_ = scenario_named("s");
  Catalog catalog_;
  Play play_;
};

TEST_F(PlayTest, ATokenBringsThePlayBack) {
  const Play back = play_of(model::from_token(model::to_token(schedule_of(play_, {}, 0))), catalog_);
  EXPECT_EQ(back.lock, &lock_);
  EXPECT_EQ(back.scenario, &scenario_);
  EXPECT_EQ(back.workers, 3);
  EXPECT_EQ(back.seed, 7U);
  EXPECT_EQ(back.faults.kills.at(0).count, 2U);
}

TEST_F(PlayTest, ACommandNeedsNoLock) {
  play_.lock = nullptr;
  play_.command = "flock {lock} {body}";
  const Play back = play_of(schedule_of(play_, {}, 0), catalog_);
  EXPECT_EQ(back.lock, nullptr);
  EXPECT_EQ(back.command, play_.command);
  EXPECT_EQ(back.lock_name(), "flock {lock} {body}");
  EXPECT_TRUE(back.contract.kill_safe);
}

TEST_F(PlayTest, ACommandMayHaveANameAndAContract) {
  play_.lock = nullptr;
  play_.command = "flock {lock} {body}";
  play_.name = "flock(1)";
  play_.contract.kill_safe = false;
  play_.contract.pause_max = std::chrono::seconds(10);
  play_.contract.may_stay = {"{lock}.*"};
  model::Schedule schedule = schedule_of(play_, {}, 0);
  const Play back = play_of(model::from_token(model::to_token(schedule)), catalog_);
  EXPECT_EQ(back.lock_name(), "flock(1)");
  EXPECT_EQ(back.command, play_.command);
  EXPECT_FALSE(back.contract.kill_safe);
  EXPECT_EQ(back.contract.pause_max, std::chrono::seconds(10));
  EXPECT_EQ(back.contract.may_stay, play_.contract.may_stay);
  schedule.lock = "flock(1)";
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
}

TEST_F(PlayTest, RefusesWhatIsNotThereAnyMore) {
  model::Schedule schedule = schedule_of(play_, {}, 0);
  schedule.lock = "gone";
  EXPECT_THAT(refusal(schedule), HasSubstr("lock 'gone', which does not exist here"));
  schedule.scenario = "lost";
  EXPECT_THAT(refusal(schedule), HasSubstr("scenario 'lost', which does not exist here"));
}

TEST_F(PlayTest, RefusesWhatHasChanged) {
  const model::Schedule schedule = schedule_of(play_, {}, 0);
  EXPECT_EQ(refusal(schedule), "accepted");
  scenario_.bounds.progress_max = std::chrono::seconds(61);
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
  scenario_.bounds.progress_max = std::chrono::seconds(60);
  lock_.contract.may_stay = {"{lock}"};
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
}

TEST_F(PlayTest, RefusesOtherConditions) {
  scenario_.conditions.clock_skews = {std::chrono::seconds(1), std::chrono::seconds(2)};
  const model::Schedule schedule = schedule_of(play_, {}, 0);
  EXPECT_EQ(refusal(schedule), "accepted");
  const auto refuses = [&](const Conditions& conditions) {
    const Conditions before = std::exchange(scenario_.conditions, conditions);
    EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
    scenario_.conditions = before;
  };
  refuses({});
  refuses({.clock_skews = {std::chrono::seconds(1), std::chrono::seconds(3)}});
  const auto skews = scenario_.conditions.clock_skews;
  refuses({.clock_skews = skews, .server_skew = std::chrono::seconds(1)});
  refuses({.clock_skews = skews, .file_time_step = std::chrono::seconds(2)});
  refuses({.clock_skews = skews, .containers = true});
}

TEST_F(PlayTest, RefusesAnotherPromise) {
  const model::Schedule schedule = schedule_of(play_, {}, 0);
  lock_.contract.pause_max = std::chrono::seconds(240);
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
  lock_.contract.pause_max.reset();
  lock_.contract.tells_loss = false;
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
  lock_.contract.tells_loss = true;
  lock_.contract.gives_tokens = true;
  EXPECT_THAT(refusal(schedule), HasSubstr("outdated"));
}

TEST_F(PlayTest, PausesExtendTheTimeForProgress) {
  play_.faults.pauses = {{std::chrono::seconds(600), 2}};
  EXPECT_EQ(rules_of(play_).progress_max, std::chrono::seconds(1260));
}

}  // namespace
}  // namespace lockproof::engine
