// lockproof needs no privilege. The program is copied: the folder that it was built in may be closed to others.
#include <gtest/gtest.h>
#include <unistd.h>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"
#include "e2e/ordinary_user.h"

namespace lockproof::e2e {
namespace {

class OrdinaryUser : public testing::Test {
 protected:
  OrdinaryUser() { std::filesystem::copy(LOCKPROOF_PROGRAM, program_); }

  Finished run_as_user(Words words) const {
    return run(as_ordinary_user(plain_user, std::move(words)), {.folder = folder_.path()});
  }

  FreshFolder folder_;
  std::filesystem::path program_ = folder_.path() / "lockproof";
};

TEST_F(OrdinaryUser, IsNotRoot) {
  EXPECT_NE(run_as_user({"id", "-u"}).out, "0\n");
}

TEST_F(OrdinaryUser, DoesTheMainJob) {
  const Finished finished = run_as_user({program_, "run", "--executions", "1"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_NE(finished.out.find("pass"), std::string::npos) << finished;
}

TEST_F(OrdinaryUser, FindsAViolation) {
  const Finished finished =
      run_as_user({program_, "run", "--lock", "no_op", "--scenario", "build_once", "--executions", "30"});
  EXPECT_EQ(finished.status, 1) << finished;
}

TEST_F(OrdinaryUser, IsToldThatItWorksHere) {
  const Finished finished = run_as_user({program_, "doctor"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_NE(finished.out.find("'lockproof run' works here."), std::string::npos) << finished;
}

}  // namespace
}  // namespace lockproof::e2e
