#include "explore/futures.h"

#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using model::Object;

constexpr Object kDoor{Object::Kind::dentry, 1, 1};
constexpr Object kRoom{Object::Kind::data, 2, 0};
constexpr Object kLock{Object::Kind::flock, 3, 0};

model::Footprint footprint(std::uint16_t actor, std::vector<model::Access> accesses) {
  model::Footprint step;
  step.actors = {actor};
  step.accesses = std::move(accesses);
  step.fill_sets();
  return step;
}

// Actor 2 stands at 20. If the door has the value 1, it goes through, to 21, and writes to the room.
class FuturesTest : public testing::Test {
 protected:
  FuturesTest() {
    futures_.add({.before = 20,
                  .after = 21,
                  .looks = {{.object = kDoor, .value = 1}},
                  .footprint = footprint(1, {{kDoor, false}})});
    futures_.add({.before = 21, .after = 22, .footprint = footprint(1, {{kRoom, true}})});
  }

  std::optional<std::uint16_t> meets(const model::Footprint& step, std::uint64_t door) const {
    const std::uint16_t still[] = {0};
    const model::Footprint* const steps[] = {&step};
    Futures::Situation situation{.seen = {10, 20}, .values = {}};
    if (door != 0) situation.values = {{.object = kDoor, .value = door}};
    return futures_.meets(steps, still, situation);
  }

  Futures futures_;
};

TEST_F(FuturesTest, MeetsWhatOthersCanComeTo) {
  EXPECT_EQ(meets(footprint(0, {{kRoom, false}}), 1), 1);
  EXPECT_EQ(meets(footprint(0, {{Object{Object::Kind::data, 9, 0}, true}}), 1), std::nullopt);
}

TEST_F(FuturesTest, KnowsThatOthersStayWhereTheyAre) {
  EXPECT_EQ(meets(footprint(0, {{kRoom, false}}), 2), std::nullopt);
  EXPECT_EQ(meets(footprint(0, {{kDoor, true}}), 2), 1);
}

TEST_F(FuturesTest, TakesWhatOthersWriteForAnything) {
  futures_.add({.before = 20, .after = 20, .footprint = footprint(1, {{kDoor, true}})});
  EXPECT_EQ(meets(footprint(0, {{kRoom, false}}), 2), 1);
}

TEST_F(FuturesTest, LeavesOutWhoWaitsForALockThatIsHeld) {
  futures_.add({.before = 20,
                .after = 23,
                .looks = {{.object = kLock, .value = 0, .blocks = true}},
                .footprint = footprint(1, {{kLock, true}})});
  const model::Footprint release = footprint(0, {{kLock, true}});
  const model::Footprint* const steps[] = {&release};
  const std::uint16_t still[] = {0};
  const std::size_t held = 77;
  EXPECT_EQ(futures_.meets(steps, still, {.seen = {10, 20}, .values = {{.object = kLock, .value = held}}}),
            std::nullopt);
  EXPECT_EQ(futures_.meets(steps, still, {.seen = {10, 20}, .values = {}}), 1);
}

// Actor 2 waits at 30 while the lock has the value 77; otherwise it would go through the door.
TEST_F(FuturesTest, LeavesOutWhoWasSeenToWaitWhereThereIsTheSame) {
  futures_.add({.before = 30, .after = 30, .time_ns = 5, .looks = {{.object = kLock, .value = 77}}, .is_wait = true});
  futures_.add({.before = 30, .after = 31, .time_ns = 6, .footprint = footprint(1, {{kDoor, true}})});
  const model::Footprint look = footprint(0, {{kDoor, false}});
  const model::Footprint* const steps[] = {&look};
  const std::uint16_t still[] = {0};
  const auto meets = [&](std::int64_t time_ns, std::uint64_t lock, std::uint64_t third = 0) {
    Futures::Situation situation{.seen = {10, 30}, .time_ns = time_ns, .values = {}};
    if (third != 0) situation.seen.push_back(third);
    if (lock != 0) situation.values = {{.object = kLock, .value = lock}};
    return futures_.meets(steps, still, situation);
  };
  EXPECT_EQ(meets(5, 77), std::nullopt);
  EXPECT_EQ(meets(6, 77), 1) << "its time may be up";
  EXPECT_EQ(meets(5, 78), 1);
  futures_.add({.before = 40, .after = 41, .time_ns = 5, .footprint = footprint(2, {{kLock, true}})});
  EXPECT_EQ(meets(5, 77, 40), 1) << "a third one may give the lock away";
  model::Footprint kill = footprint(1, {{kDoor, true}});
  kill.is_fault = true;
  futures_.add({.before = 30, .after = 32, .time_ns = 5, .footprint = kill});
  EXPECT_EQ(
      futures_.meets(steps, still,
                     {.seen = {10, 30}, .time_ns = 5, .has_faults = true, .values = {{.object = kLock, .value = 77}}}),
      1);
}

TEST_F(FuturesTest, LetsFaultsStrikeWhileSomeAreLeft) {
  model::Footprint kill = footprint(1, {{kRoom, true}});
  kill.is_fault = true;
  futures_.add({.before = 20, .after = 29, .footprint = kill});
  EXPECT_EQ(futures_.faults_at(20).size(), 1U);
  EXPECT_TRUE(futures_.faults_at(21).empty());
  const model::Footprint step = footprint(0, {{kRoom, false}});
  const model::Footprint* const steps[] = {&step};
  const std::uint16_t still[] = {0};
  EXPECT_EQ(futures_.meets(steps, still, {.seen = {10, 20}, .has_faults = true, .values = {}}), 1);
  EXPECT_EQ(futures_.meets(steps, still, {.seen = {10, 20}, .values = {}}), std::nullopt);
}

TEST_F(FuturesTest, GrowsWithWhatIsNewOnly) {
  const std::size_t size = futures_.size();
  futures_.add({.before = 21, .after = 22, .footprint = footprint(1, {{kRoom, true}})});
  EXPECT_EQ(futures_.size(), size);
}

}  // namespace
}  // namespace lockproof::explore
