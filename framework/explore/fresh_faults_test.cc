#include "explore/fresh_faults.h"

#include <gtest/gtest.h>

#include <utility>

namespace lockproof::explore {
namespace {

using model::Choice;
using model::Event;
using Kind = model::Object::Kind;

constexpr Choice kKill{Choice::Kind::kill, 0};
constexpr Choice kReuse{Choice::Kind::reuse_pid, 0};
constexpr Choice kSignal{Choice::Kind::signal, 0};

// Two actors, with PIDs 101 and 102, of whom all faults were offered already.
class FreshFaultsTest : public testing::Test {
 protected:
  FreshFaultsTest() {
    trace_.actors = {{.name = "1", .pid = 101}, {.name = "2", .pid = 102}};
    happens(0, Event::Kind::spawn);
    happens(1, Event::Kind::spawn);
    faults_.pass();
  }

  void happens(std::int16_t actor, Event::Kind kind, std::vector<model::Access> accesses = {}) {
    Event event;
    event.kind = kind;
    event.actor = actor;
    event.operation.accesses = std::move(accesses);
    trace_.events.push_back(std::move(event));
    faults_.watch(trace_);
  }

  model::Trace trace_;
  FreshFaults faults_;
};

TEST_F(FreshFaultsTest, AreAllFreshInTheBeginning) {
  const FreshFaults faults;
  EXPECT_TRUE(faults.is_fresh(kKill) && faults.is_fresh(kReuse) && faults.is_fresh(kSignal));
}

TEST_F(FreshFaultsTest, AKillIsFreshOnceItsActorHasChangedSomething) {
  happens(1, Event::Kind::operation, {{{Kind::data, 7}, true}});
  EXPECT_FALSE(faults_.is_fresh(kKill)) << "another one did";
  happens(0, Event::Kind::operation, {{{Kind::data, 7}, false}, {{Kind::description, 3}, true}});
  EXPECT_FALSE(faults_.is_fresh(kKill)) << "it has looked";
  happens(0, Event::Kind::operation, {{{Kind::data, 7}, true}});
  EXPECT_TRUE(faults_.is_fresh(kKill));
  faults_.pass();
  EXPECT_FALSE(faults_.is_fresh(kKill));
}

TEST_F(FreshFaultsTest, AKillAndAReuseAreFreshOnceSomebodyHasAskedForTheProcess) {
  happens(1, Event::Kind::operation, {{{Kind::process, 102}, false}});
  EXPECT_FALSE(faults_.is_fresh(kKill) || faults_.is_fresh(kReuse)) << "for another one";
  happens(1, Event::Kind::operation, {{{Kind::process, 101}, false}});
  EXPECT_TRUE(faults_.is_fresh(kKill) && faults_.is_fresh(kReuse));
}

TEST_F(FreshFaultsTest, AReuseIsFreshOnceItsActorHasDied) {
  happens(0, Event::Kind::operation, {{{Kind::data, 7}, true}});
  EXPECT_FALSE(faults_.is_fresh(kReuse));
  happens(0, Event::Kind::exit);
  EXPECT_TRUE(faults_.is_fresh(kReuse));
}

TEST_F(FreshFaultsTest, ASignalIsFreshAfterEachStepOfItsActorAndAsLongAsThatWaits) {
  happens(1, Event::Kind::operation);
  EXPECT_FALSE(faults_.is_fresh(kSignal));
  happens(0, Event::Kind::operation);
  EXPECT_TRUE(faults_.is_fresh(kSignal));
  happens(0, Event::Kind::blocked);
  faults_.pass();
  EXPECT_TRUE(faults_.is_fresh(kSignal));
  happens(0, Event::Kind::operation);
  faults_.pass();
  EXPECT_FALSE(faults_.is_fresh(kSignal));
}

TEST_F(FreshFaultsTest, TimeMakesAllFresh) {
  happens(-1, Event::Kind::clock);
  EXPECT_TRUE(faults_.is_fresh(kKill) && faults_.is_fresh(kReuse) && faults_.is_fresh(kSignal));
}

}  // namespace
}  // namespace lockproof::explore
