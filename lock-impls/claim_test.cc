// What the locks whose existence is the claim do beyond every lock.
#include "lock-impls/claim.h"

#include <gmock/gmock.h>
#include <sys/file.h>

#include <fstream>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;
using ::testing::MatchesRegex;

class ClaimTest : public LockFixture, public ::testing::WithParamInterface<const LockInfo*> {
 protected:
  ~ClaimTest() override {
    flock_error = 0;
    linkat_error = 0;
    linkat_done = false;
  }

  const LockInfo& info_ = *GetParam();
};

// The window between making the claim and taking its flock.
TEST_P(ClaimTest, MakerThatIsOvertakenWaitsLikeAnybody) {
  const auto other = info_.make(options_);
  before_flock = [&] { EXPECT_TRUE(other->acquire()); };
  EXPECT_FALSE(info_.make(impatient())->acquire());
  EXPECT_TRUE(std::filesystem::exists(options_.path));
}

TEST_P(ClaimTest, MakerWhoseClaimWasUsedAndRemovedStartsOver) {
  const auto other = info_.make(options_);
  before_flock = [&] {
    EXPECT_TRUE(other->acquire());
    other->release();
  };
  const auto lock = info_.make(impatient());
  EXPECT_TRUE(lock->acquire());
  EXPECT_TRUE(std::filesystem::exists(options_.path));
  EXPECT_FALSE(info_.make(impatient())->acquire());
}

// What waits for the claim that was removed must find that it is: its flock is not kept with it.
TEST_P(ClaimTest, HolderHasTheFlockOfNoOtherClaim) {
  const auto other = info_.make(options_);
  Descriptor removed;
  before_flock = [&] {
    EXPECT_TRUE(other->acquire());
    removed = Descriptor(open(options_.path.c_str(), O_RDONLY | O_CLOEXEC));
    other->release();
  };
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_EQ(flock(removed.get(), LOCK_EX | LOCK_NB), 0);
}

TEST_P(ClaimTest, LinkToNowhereIsAnError) {
  std::filesystem::create_symlink(directory_ / "nowhere", options_.path);
  EXPECT_THROW(info_.make(options_)->acquire(), std::system_error);
}

TEST_P(ClaimTest, WithoutFlockTheMakerExcludesUntilItReleases) {
  flock_error = EOPNOTSUPP;
  const auto first = info_.make(options_);
  ASSERT_TRUE(first->acquire());
  EXPECT_THAT(log_, ElementsAre(HasSubstr("no flock(2)")));
  EXPECT_FALSE(info_.make(impatient())->acquire());
  first->release();
  EXPECT_THAT(names(), IsEmpty());
  EXPECT_TRUE(info_.make(impatient())->acquire());
}

TEST_P(ClaimTest, WithoutFlockAWaiterPollsUntilTheClaimIsGone) {
  flock_error = EOPNOTSUPP;
  const auto first = info_.make(options_);
  ASSERT_TRUE(first->acquire());
  options_.log = [&](std::string_view line) {
    if (line.starts_with("waiting for ")) {
      first->release();
    }
  };
  EXPECT_TRUE(info_.make(options_)->acquire());
}

TEST_P(ClaimTest, ExhaustedLocksAreAnErrorAndLetNobodyIn) {
  flock_error = ENOLCK;
  EXPECT_THROW(info_.make(options_)->acquire(), std::system_error);
  flock_error = 0;
  EXPECT_TRUE(info_.make(impatient())->acquire());
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ClaimTest, IsHandedOverToWhoWaits) {
  const auto lock = info_.make(options_);
  const auto next = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_TRUE(is_handed_over(*lock, *next));
  EXPECT_FALSE(info_.make(impatient())->acquire());
  next->release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(ClaimTest, WhatWasLeftToSomebodyWhoDiedIsAdopted) {
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  release_to_the_dead(*lock);
  EXPECT_TRUE(info_.make(impatient())->acquire());
  EXPECT_THAT(names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Claims, ClaimTest, ::testing::Values(&o_excl_lock, &hard_link_lock, &sentinel_lock),
                         [](const auto& test) { return std::string(test.param->name); });

class FileClaimTest : public ClaimTest {};

TEST_P(FileClaimTest, NamesItsOwner) {
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  std::string line;
  std::getline(std::ifstream(options_.path), line);
  EXPECT_THAT(line, MatchesRegex(std::to_string(getpid()) + " [^ ]+ [0-9]+"));
  EXPECT_FALSE(info_.make(impatient())->acquire());
  EXPECT_THAT(log_, ElementsAre(MatchesRegex("waiting for .*, held by pid " + std::to_string(getpid()) +
                                             " on [^ ]+ since 2[0-9]{3}-[0-9]{2}-[0-9]{2}T[0-9:]{8}Z")));
}

// D5, D6: nobody holds the flock of a file that was left empty or malformed, so its age does not matter.
TEST_P(FileClaimTest, EmptyOrMalformedClaimOfADeadOwnerIsAdoptedAtOnce) {
  for (const char* text : {"", "no record at all, and longer than one would be, so that it is not covered"}) {
    std::ofstream(options_.path) << text;
    const auto lock = info_.make(impatient());
    EXPECT_TRUE(lock->acquire());
    std::string line;
    std::getline(std::ifstream(options_.path), line);
    EXPECT_THAT(line, MatchesRegex(std::to_string(getpid()) + " [^ ]+ [0-9]+"));
  }
}

// D10: the record names a process that lives, but has nothing to do with the lock.
TEST_P(FileClaimTest, RecordOfALivingStrangerBlocksNobody) {
  std::ofstream(options_.path) << "1 elsewhere 1000000000\n";
  EXPECT_TRUE(info_.make(impatient())->acquire());
}

INSTANTIATE_TEST_SUITE_P(Claims, FileClaimTest, ::testing::Values(&o_excl_lock, &hard_link_lock),
                         [](const auto& test) { return std::string(test.param->name); });

class HardLinkTest : public ClaimTest {};

// D1: what others can see has its record and its flock.
TEST_P(HardLinkTest, ClaimIsNotSeenBeforeItsFlockIsTaken) {
  bool asked = false;
  before_flock = [&] {
    asked = true;
    EXPECT_THAT(names(), IsEmpty());
  };
  EXPECT_TRUE(info_.make(impatient())->acquire());
  EXPECT_TRUE(asked);
}

// D2
TEST_P(HardLinkTest, FallsBackToAnExclusiveCreate) {
  linkat_error = EPERM;
  const auto lock = info_.make(options_);
  ASSERT_TRUE(lock->acquire());
  EXPECT_FALSE(info_.make(impatient())->acquire());
  linkat_error = 0;
  EXPECT_FALSE(info_.make(impatient())->acquire()) << "both kinds of claim exclude each other";
  lock->release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_P(HardLinkTest, LostReplyDoesNotMakeItWaitForItself) {
  linkat_done = true;
  for (const int error : {EEXIST, EIO}) {
    linkat_error = error;
    const auto lock = info_.make(impatient());
    EXPECT_TRUE(lock->acquire());
    lock->release();
    EXPECT_THAT(names(), IsEmpty());
  }
}

TEST_P(HardLinkTest, ExhaustedLocksLeaveNothing) {
  flock_error = ENOLCK;
  EXPECT_THROW(info_.make(options_)->acquire(), std::system_error);
  EXPECT_THAT(names(), IsEmpty());
}

INSTANTIATE_TEST_SUITE_P(Claims, HardLinkTest, ::testing::Values(&hard_link_lock),
                         [](const auto& test) { return std::string(test.param->name); });

}  // namespace
}  // namespace lockproof::locks
