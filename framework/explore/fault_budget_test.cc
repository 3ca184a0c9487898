#include "explore/fault_budget.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace lockproof::explore {
namespace {

using model::Choice;
using testing::ElementsAre;

constexpr Choice kRun{Choice::Kind::run, 1};
constexpr Choice kKillOne{Choice::Kind::kill, 1};
constexpr Choice kClock{Choice::Kind::clock, 0};

std::vector<Choice> filtered(const RemainingFaults& faults) {
  std::vector<Choice> offered = {kRun, kKillOne, {Choice::Kind::kill, 2}, kClock};
  faults.filter(offered);
  return offered;
}

TEST(RemainingFaultsTest, WithoutABudgetNoFaultIsOffered) {
  EXPECT_THAT(filtered(RemainingFaults({.kills = {{.count = 0}}})), ElementsAre(kRun, kClock));
}

TEST(RemainingFaultsTest, OnlyKillsUseUpTheBudgetForKills) {
  RemainingFaults faults({.kills = {{.count = 2}}});
  faults.take(kRun);
  faults.take(kClock);
  faults.take(kKillOne);
  EXPECT_EQ(filtered(faults).size(), 4U);
  faults.take(kKillOne);
  EXPECT_THAT(filtered(faults), ElementsAre(kRun, kClock));
}

TEST(RemainingFaultsTest, WhatTheBudgetDoesNotCoverCannotBeTaken) {
  RemainingFaults faults({.kills = {{.count = 0}}});
  EXPECT_THROW(faults.take(kKillOne), std::logic_error);
}

TEST(FaultTest, OnlyKillsAreFaults) {
  EXPECT_TRUE(is_fault(kKillOne));
  EXPECT_FALSE(is_fault(kRun));
  EXPECT_FALSE(is_fault(kClock));
}

}  // namespace
}  // namespace lockproof::explore
