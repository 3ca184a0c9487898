#include "world/fault_rules.h"

#include <gtest/gtest.h>
#include <sys/syscall.h>

namespace lockproof::world {
namespace {

model::Operation operation(long number, std::string path = "", std::string path2 = "") {
  model::Operation operation;
  operation.number = static_cast<std::uint16_t>(number);
  operation.path = std::move(path);
  operation.path2 = std::move(path2);
  return operation;
}

TEST(FilterRuleTest, AnEmptyFilterMatchesEverywhere) {
  EXPECT_TRUE(FilterRule({}).matches({.actor = 2, .inside = true}));
  const model::Operation any = operation(SYS_read);
  EXPECT_TRUE(FilterRule({}).matches({.actor = 1, .operation = &any}));
}

TEST(FilterRuleTest, EverythingThatIsSetMustHold) {
  const FilterRule rule({.calls = "link,rename", .path = "locks/*", .actor = 1, .phase = Phase::inside});
  const model::Operation rename = operation(SYS_rename, "temp", "locks/a");
  EXPECT_TRUE(rule.matches({.actor = 1, .inside = true, .operation = &rename}));
  EXPECT_FALSE(rule.matches({.actor = 2, .inside = true, .operation = &rename}));
  EXPECT_FALSE(rule.matches({.actor = 1, .inside = false, .operation = &rename}));
  EXPECT_FALSE(rule.matches({.actor = 1, .inside = true}));
  const model::Operation unlink = operation(SYS_unlink, "locks/a");
  EXPECT_FALSE(rule.matches({.actor = 1, .inside = true, .operation = &unlink}));
  const model::Operation elsewhere = operation(SYS_rename, "temp", "locks/a/b");
  EXPECT_FALSE(rule.matches({.actor = 1, .inside = true, .operation = &elsewhere}));
}

TEST(FilterRuleTest, APathNeedsAnOperationThatHasOne) {
  const FilterRule rule({.path = "*"});
  const model::Operation pathless = operation(SYS_kill);
  EXPECT_FALSE(rule.matches({.operation = &pathless}));
  const model::Operation open = operation(SYS_openat, "a");
  EXPECT_TRUE(rule.matches({.operation = &open}));
}

TEST(FilterRuleTest, OutsideIsTheRest) {
  EXPECT_TRUE(FilterRule({.phase = Phase::outside}).matches({.inside = false}));
  EXPECT_FALSE(FilterRule({.phase = Phase::outside}).matches({.inside = true}));
}

TEST(InjectionRuleTest, CountsAsStraceDoes) {
  const InjectionRule third_and_every_second({.first = 3, .step = 2});
  EXPECT_TRUE(third_and_every_second.is_certain());
  EXPECT_FALSE(third_and_every_second.strikes_at(2));
  EXPECT_TRUE(third_and_every_second.strikes_at(3));
  EXPECT_FALSE(third_and_every_second.strikes_at(4));
  EXPECT_TRUE(third_and_every_second.strikes_at(5));
  const InjectionRule once({.first = 1});
  EXPECT_TRUE(once.strikes_at(1));
  EXPECT_FALSE(once.strikes_at(2));
}

}  // namespace
}  // namespace lockproof::world
