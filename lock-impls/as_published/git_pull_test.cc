// What the versions of the git pull's lock do with a file that names nobody, and what all of them do.
#include <gmock/gmock.h>

#include <fstream>

#include "lock-impls/intercepted_calls.h"
#include "lock-impls/lock_fixture.h"

namespace lockproof::locks {
namespace {

using ::testing::IsEmpty;

class GitPullTest : public LockFixture {
 protected:
  bool takes_empty_file(const LockInfo& info, bool is_old) {
    std::ofstream(options_.path).flush();
    if (is_old) {
      age(options_.path);
    }
    return info.make(impatient())->acquire();
  }

  static pid_t dead_pid() {
    const pid_t child = fork();
    if (child == 0) {
      _exit(0);
    }
    waitpid(child, nullptr, 0);
    return child;
  }
};

// D5, D6
TEST_F(GitPullTest, EmptyFileIsWhatTheVersionTakesItFor) {
  EXPECT_TRUE(takes_empty_file(git_pull_v1_lock, false));
  EXPECT_FALSE(takes_empty_file(git_pull_v2_lock, true));
  for (const LockInfo* info : {&git_pull_v3_lock, &git_pull_lock}) {
    EXPECT_FALSE(takes_empty_file(*info, false)) << info->name;
    EXPECT_TRUE(takes_empty_file(*info, true)) << info->name;
  }
}

// D4, D10, D13
TEST_F(GitPullTest, OwnerIsTheProcessOfThatPid) {
  for (const LockInfo* info : {&git_pull_v1_lock, &git_pull_v2_lock, &git_pull_v3_lock, &git_pull_lock}) {
    std::ofstream(options_.path) << getppid() << "\n";
    EXPECT_FALSE(info->make(impatient())->acquire()) << info->name;
    std::ofstream(options_.path) << dead_pid() << "\n";
    const auto lock = info->make(impatient());
    ASSERT_TRUE(lock->acquire()) << info->name;
    lock->release();
    EXPECT_THAT(names(), IsEmpty()) << info->name;
  }
}

// D13
TEST_F(GitPullTest, ReleaseLeavesASuccessorsFile) {
  const auto lock = git_pull_lock.make(options_);
  ASSERT_TRUE(lock->acquire());
  std::ofstream(options_.path) << getppid() << "\n";
  lock->release();
  EXPECT_TRUE(std::filesystem::exists(options_.path));
}

}  // namespace
}  // namespace lockproof::locks
