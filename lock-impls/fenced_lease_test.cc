#include "lock-impls/fenced_lease.h"

#include <gmock/gmock.h>

#include <fstream>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;

class FencedLeaseTest : public LockFixture {
 protected:
  const std::filesystem::path fence_ = options_.path.string() + ".fence";
};

TEST_F(FencedLeaseTest, TokensGrowFromHolderToHolder) {
  std::uint64_t last = 0;
  for (int round = 0; round < 12; ++round) {
    FencedLease lease(impatient());
    ASSERT_TRUE(lease.acquire());
    EXPECT_GT(lease.token(), last);
    last = lease.token();
    EXPECT_TRUE(lease.keep_alive());
    EXPECT_EQ(lease.token(), last);
  }
}

// B13
TEST_F(FencedLeaseTest, LateHolderLearnsThatItsLeaseWasTakenAndLeavesItToTheThief) {
  FencedLease late(options_);
  ASSERT_TRUE(late.acquire());
  age(options_.path);
  FencedLease thief(impatient());
  ASSERT_TRUE(thief.acquire());
  EXPECT_GT(thief.token(), late.token());
  EXPECT_FALSE(late.keep_alive());
  late.release();
  EXPECT_FALSE(FencedLease(impatient()).acquire());
  EXPECT_TRUE(thief.keep_alive());
  thief.release();
  EXPECT_THAT(names(), ElementsAre("build.lock.fence"));
}

TEST_F(FencedLeaseTest, SignOfLifeRenewsTheLease) {
  FencedLease lease(options_);
  ASSERT_TRUE(lease.acquire());
  age(options_.path);
  EXPECT_TRUE(lease.keep_alive());
  EXPECT_FALSE(FencedLease(impatient()).acquire());
}

TEST_F(FencedLeaseTest, OnlyOneOfTwoThievesTakesAnExpiredLease) {
  FencedLease dead(options_);
  ASSERT_TRUE(dead.acquire());
  age(options_.path);
  FencedLease faster(impatient());
  before_flock = [&] { EXPECT_TRUE(faster.acquire()); };
  EXPECT_FALSE(FencedLease(impatient()).acquire());
  EXPECT_TRUE(faster.keep_alive());
}

// Whoever wrote the first token died over it, and never had it.
TEST_F(FencedLeaseTest, AFirstTokenThatWasCutIsWrittenAgain) {
  std::ofstream(fence_) << "0000000000";
  FencedLease lease(options_);
  ASSERT_TRUE(lease.acquire());
  EXPECT_EQ(lease.token(), 1U);
}

TEST_F(FencedLeaseTest, DamagedTokenIsAnErrorAndIsNotStartedOver) {
  std::ofstream(fence_) << "12";
  EXPECT_THROW(FencedLease(options_).acquire(), std::system_error);
  EXPECT_FALSE(std::filesystem::exists(options_.path));
}

}  // namespace
}  // namespace lockproof::locks
