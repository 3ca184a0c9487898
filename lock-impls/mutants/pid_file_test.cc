// The steps that the mutants of the family keep: what is not a mutant's defect must work in it.
#include "lock-impls/mutants/pid_file.h"

#include <gmock/gmock.h>

#include <fstream>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::IsEmpty;

class PidFileTest : public LockFixture {
 protected:
  ~PidFileTest() override {
    linkat_error = 0;
    linkat_done = false;
  }
};

TEST_F(PidFileTest, ExcludesUntilItReleases) {
  PidFile first(options_);
  ASSERT_TRUE(first.acquire());
  EXPECT_FALSE(PidFile(impatient()).acquire());
  first.release();
  EXPECT_THAT(names(), IsEmpty());
}

TEST_F(PidFileTest, DeadOwnersFileIsTakenOver) {
  Holder holder(pid_reuse_lock, options_);
  ASSERT_TRUE(holder.holds());
  EXPECT_FALSE(PidFile(impatient()).acquire());
  holder.kill();
  EXPECT_TRUE(PidFile(impatient()).acquire());
}

TEST_F(PidFileTest, OfTwoWhoFindTheOwnerDeadTheSecondLeavesTheFirstOnesFile) {
  Holder holder(pid_reuse_lock, options_);
  holder.kill();
  PidFile faster(impatient());
  before_flock = [&] { EXPECT_TRUE(faster.acquire()); };
  EXPECT_FALSE(PidFile(impatient()).acquire());
}

TEST_F(PidFileTest, OwnerOnAnotherHostIsNotTakenForDead) {
  std::ofstream(options_.path) << "4194304 elsewhere 1000000000\n";
  EXPECT_FALSE(PidFile(impatient()).acquire());
}

TEST_F(PidFileTest, LostReplyDoesNotMakeItWaitForItself) {
  linkat_done = true;
  linkat_error = EEXIST;
  EXPECT_TRUE(PidFile(impatient()).acquire());
}

}  // namespace
}  // namespace lockproof::locks
