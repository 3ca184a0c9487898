// What the two kinds of record locks do beyond every lock.
#include "lock-impls/record_lock.h"

#include <gmock/gmock.h>

#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::MatchesRegex;

using RecordLockTest = LockFixture;

TEST_F(RecordLockTest, LockOfTheProcessDoesNotExcludeWithinIt) {
  const auto first = posix_lock.make(options_);
  const auto second = posix_lock.make(impatient());
  ASSERT_TRUE(first->acquire());
  EXPECT_TRUE(second->acquire());
}

TEST_F(RecordLockTest, LockOfTheDescriptionNamesItsOwner) {
  Holder holder(ofd_lock, options_);
  ASSERT_TRUE(holder.holds());
  EXPECT_FALSE(ofd_lock.make(impatient())->acquire());
  EXPECT_THAT(log_, ElementsAre(MatchesRegex("waiting for .*, held by pid " + std::to_string(holder.pid()) +
                                             " on [^ ]+ since .*")));
}

TEST_F(RecordLockTest, BothKindsExcludeEachOther) {
  Holder holder(posix_lock, options_);
  ASSERT_TRUE(holder.holds());
  EXPECT_FALSE(ofd_lock.make(impatient())->acquire());
}

}  // namespace
}  // namespace lockproof::locks
