// lockproof/gtest.h in a project of somebody else, which has an installed lockproof and a lock of its own.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <memory>
#include <regex>

#include "e2e/cmake_project.h"
#include "e2e/fresh_folder.h"
#include "e2e/program_run.h"
#include "e2e/refusing_machine.h"

namespace lockproof::e2e {
namespace {

using testing::AllOf;
using testing::ContainsRegex;
using testing::HasSubstr;
using testing::Not;

class Conformance : public testing::Test {
 protected:
  static void SetUpTestSuite() {
    folder_ = std::make_unique<FreshFolder>();
    made_ = install_components(LOCKPROOF_BUILD_DIR, {"locks", "framework"}, path("installed"));
    if (made_.status == 0)
      made_ = build_project(std::string(LOCKPROOF_SOURCE_DIR) + "/framework/e2e/tester", path("build"),
                            {"-DCMAKE_PREFIX_PATH=" + path("installed")});
  }
  static void TearDownTestSuite() { folder_.reset(); }

  void SetUp() override { ASSERT_EQ(made_.status, 0) << made_; }

  static std::string path(const std::string& name) { return folder_->path() / name; }
  static std::string sound_test() { return path("build/sound_test"); }
  static std::string broken_test() { return path("build/broken_test"); }

 private:
  static inline std::unique_ptr<FreshFolder> folder_;
  static inline Finished made_;
};

TEST_F(Conformance, OfASoundLockHoldsInEveryScenarioOfItsContract) {
  const Finished finished = run({sound_test()});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.out, HasSubstr("[       OK ] own_lock_conformance.holds/build_once"));
  EXPECT_THAT(finished.out, HasSubstr("own_lock in fork_inside: outside of the lock's contract"));
  EXPECT_THAT(finished.out, HasSubstr("[  SKIPPED ] own_lock_conformance.holds/fork_inside"));
}

TEST_F(Conformance, OfABrokenLockFailsWithACommandThatReplaysIt) {
  const Finished finished = run({broken_test(), "--gtest_filter=*/build_once"});
  EXPECT_EQ(finished.status, 1) << finished;
  EXPECT_THAT(finished.out, HasSubstr("own_lock in build_once: mutual_exclusion: actor "));
  EXPECT_THAT(finished.out, HasSubstr("Missing: no happens-before edge"));
  const std::regex command("(\\S+) replay (lp1z?-\\S+)");
  std::smatch found;
  ASSERT_TRUE(std::regex_search(finished.out, found, command)) << finished;
  EXPECT_EQ(found[1], broken_test());
  const Finished replayed = run({found[1], "replay", found[2]});
  EXPECT_EQ(replayed.status, 1) << replayed;
  EXPECT_THAT(replayed.out, HasSubstr("mutual_exclusion: "));
}

TEST_F(Conformance, TakesLockproofsWordsAndNamesItselfInWhatToReplay) {
  const Finished finished = run({broken_test(), "run", "--lock", "own_lock", "--scenario", "build_once"});
  EXPECT_EQ(finished.status, 1) << finished;
  EXPECT_THAT(finished.out, HasSubstr("  " + broken_test() + " replay lp1"));
  EXPECT_THAT(run({broken_test(), "list", "locks"}).out, HasSubstr("\nown_lock "));
}

TEST_F(Conformance, IsFilteredAndSharded) {
  const auto count = [](const Words& variables, const char* filter) {
    const Finished listed = run({sound_test(), "--gtest_brief=0", filter}, {.variables = variables});
    std::smatch found;
    const std::regex ran("\\[==========\\] (\\d+) tests? from");
    return std::regex_search(listed.out, found, ran) ? std::stoi(found[1]) : -1;
  };
  EXPECT_EQ(count({}, "--gtest_filter=*/kill_mid_build:*/build_once"), 2);
  const int first = count({"GTEST_TOTAL_SHARDS=2", "GTEST_SHARD_INDEX=0"}, "--gtest_filter=*/b*:*/k*");
  const int second = count({"GTEST_TOTAL_SHARDS=2", "GTEST_SHARD_INDEX=1"}, "--gtest_filter=*/b*:*/k*");
  EXPECT_GT(first, 0);
  EXPECT_GT(second, 0);
  EXPECT_EQ(first + second, count({}, "--gtest_filter=*/b*:*/k*"));
}

TEST_F(Conformance, IsDiscoveredByCTest) {
  const Finished finished = run({"ctest", "--test-dir", path("build"), "-R", "own_lock.*build_once"});
  EXPECT_EQ(finished.status, 0) << finished;
  EXPECT_THAT(finished.out, AllOf(HasSubstr("own_lock_conformance.holds/build_once"), HasSubstr("100% tests passed")));
}

// To build all of lockproof once more would take too long.
TEST_F(Conformance, IsConfiguredWithLockproofAsASubdirectory) {
  const Finished finished =
      run({"cmake", "-G", "Ninja", "-S", std::string(LOCKPROOF_SOURCE_DIR) + "/framework/e2e/tester", "-B",
           path("subdirectory"), std::string("-DLOCKPROOF_SOURCES=") + LOCKPROOF_SOURCE_DIR});
  EXPECT_EQ(finished.status, 0) << finished;
  const Finished linked = run({"ninja", "-C", path("subdirectory"), "-t", "commands", "sound_test"});
  EXPECT_THAT(linked.out, ContainsRegex("-lseccomp|libseccomp.so"));
}

TEST_F(Conformance, IsSkippedWhereTheMachineRefuses) {
  for (const RefusingMachine& machine : refusing_machines(LOCKPROOF_REFUSING)) {
    Words words = machine.launcher;
    words.insert(words.end(), {broken_test(), "--gtest_filter=*/build_once"});
    const Finished finished = run(words);
    EXPECT_EQ(finished.status, 0) << machine.name << "\n" << finished;
    EXPECT_THAT(finished.out, HasSubstr("this machine refuses what lockproof needs")) << machine.name;
    EXPECT_THAT(finished.out, HasSubstr(machine.remedy)) << machine.name;
    EXPECT_THAT(finished.out, HasSubstr("[  SKIPPED ] own_lock_conformance.holds/build_once")) << machine.name;
    EXPECT_THAT(finished.out, Not(HasSubstr("[       OK ]"))) << machine.name;
  }
}

}  // namespace
}  // namespace lockproof::e2e
