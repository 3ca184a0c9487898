// `replay --gdb`: a real gdb looks at an actor in the midst of an execution.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <regex>

#include "e2e/fresh_folder.h"
#include "e2e/lockproof_run.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::HasSubstr;

class Debugger : public testing::Test {
 protected:
  void SetUp() override {
    lockproof({"run", "--lock", "no_recheck", "--scenario", "build_once", "--json", results_});
    replay_ = lockproof({"replay", results_}).out;
  }

  Finished gdb(const std::string& where) const {
    return lockproof({"replay", results_, "--gdb", where, "--", "-batch", "-nx", "-ex", "backtrace"});
  }

  FreshFolder folder_;
  std::string results_ = folder_.path() / "results.json";
  std::string replay_;
};

TEST_F(Debugger, StopsAnActorBeforeTheStepThatReplayShows) {
  if (run({"sh", "-c", "command -v gdb"}).status != 0) GTEST_SKIP() << "there is no gdb: apt-get install gdb";
  std::smatch step;
  ASSERT_TRUE(std::regex_search(replay_, step, std::regex(R"(\n +(\d+) +\S+ s  (\d)  [^\n]* flock\(3)"))) << replay_;
  const Finished before = gdb(step.str(2) + "@" + step.str(1));
  EXPECT_EQ(before.status, 0) << before;
  EXPECT_THAT(before.out,
              AllOf(HasSubstr("#0 "), HasSubstr("flock ("), HasSubstr("try_flock"), HasSubstr("build_under_lock")))
      << before;
  const Finished at_birth = gdb(step.str(2) + "@0");
  EXPECT_THAT(at_birth.out, AllOf(HasSubstr("#0 "), testing::Not(HasSubstr("try_flock")))) << at_birth;
}

TEST_F(Debugger, IsToldWhomAndWhen) {
  for (const char* where : {"2", "@3", "2@", "2@x", "2@99999", "9@1"}) {
    const Finished finished = gdb(where);
    EXPECT_EQ(finished.status, 2) << finished;
    EXPECT_THAT(finished.err, HasSubstr(std::string("--gdb ") + where + ": ")) << finished;
  }
}

}  // namespace
}  // namespace lockproof::e2e
