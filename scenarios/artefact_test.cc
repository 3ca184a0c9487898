#include "scenarios/artefact.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <stdlib.h>

#include <fstream>
#include <set>
#include <system_error>

#include "scenarios/scenarios.h"

namespace lockproof::scenarios {
namespace {

namespace fs = std::filesystem;
using ::testing::ElementsAre;
using ::testing::UnorderedElementsAre;

class ArtefactTest : public ::testing::Test {
 protected:
  ArtefactTest() {
    std::string name = (fs::temp_directory_path() / "artefact_test.XXXXXX").string();
    world_ = mkdtemp(name.data());
  }
  ~ArtefactTest() override { fs::remove_all(world_); }

  void build() {
    Artefact(world_, "out").make([] {});
  }

  // A worker that comes later.
  bool complete() const { return Artefact(world_, "out").complete(); }

  fs::path out(std::string_view name) const { return world_ / "out" / name; }

  std::set<std::string> names(const fs::path& directory) const {
    std::set<std::string> found;
    for (const fs::directory_entry& entry : fs::directory_iterator(directory)) {
      found.insert(entry.path().filename());
    }
    return found;
  }

  fs::path world_;
};

TEST_F(ArtefactTest, IsNotDoneBeforeItIsBuilt) {
  Artefact artefact(world_, "out");
  EXPECT_FALSE(artefact.done());
  EXPECT_FALSE(artefact.complete());
}

TEST_F(ArtefactTest, IsCompleteAndAloneWhenItIsBuilt) {
  build();
  Artefact artefact(world_, "out");
  EXPECT_TRUE(artefact.done());
  EXPECT_TRUE(artefact.complete());
  EXPECT_THAT(names(world_), ElementsAre("out"));
  EXPECT_THAT(names(world_ / "out"), UnorderedElementsAre("base.layer", "env.layer", "MANIFEST"));
}

TEST_F(ArtefactTest, BuilderCanVerifyWhatItBuilt) {
  Artefact artefact(world_, "out");
  ASSERT_FALSE(artefact.done());
  artefact.make([] {});
  EXPECT_TRUE(artefact.complete());
}

TEST_F(ArtefactTest, IsInvisibleUntilItIsWhole) {
  int steps = 0;
  Artefact(world_, "out").make([&] {
    ++steps;
    EXPECT_FALSE(fs::exists(world_ / "out"));
  });
  EXPECT_EQ(steps, 2);
}

TEST_F(ArtefactTest, IsNotBuiltOverAnother) {
  build();
  EXPECT_THROW(build(), std::system_error);
}

TEST_F(ArtefactTest, TruncatedLayerIsPartial) {
  build();
  fs::resize_file(out("base.layer"), fs::file_size(out("base.layer")) - 1);
  EXPECT_FALSE(complete());
}

TEST_F(ArtefactTest, MissingLayerIsPartial) {
  build();
  fs::remove(out("env.layer"));
  EXPECT_FALSE(complete());
}

TEST_F(ArtefactTest, ChangedByteIsPartial) {
  build();
  std::fstream(out("env.layer"), std::ios::in | std::ios::out).put('E');
  EXPECT_FALSE(complete());
}

TEST_F(ArtefactTest, LongerLayerIsPartial) {
  build();
  std::ofstream(out("env.layer"), std::ios::app) << 'x';
  EXPECT_FALSE(complete());
}

TEST_F(ArtefactTest, TruncatedManifestIsPartial) {
  build();
  fs::resize_file(out("MANIFEST"), fs::file_size(out("MANIFEST")) / 2);
  EXPECT_FALSE(complete());
}

TEST_F(ArtefactTest, StagingOfADeadBuilderIsRemoved) {
  const fs::path staging = world_ / "out.staging.4711";
  fs::create_directory(staging);
  std::ofstream(staging / "base.layer") << "half";
  build();
  EXPECT_FALSE(fs::exists(staging));
  EXPECT_TRUE(complete());
}

TEST(ScenariosTest, PrepareMakesTheLockDirectory) {
  for (const Scenario* scenario : all_scenarios()) {
    if (scenario->prepare == nullptr) {
      continue;
    }
    std::string name = (fs::temp_directory_path() / "scenarios_test.XXXXXX").string();
    const fs::path world = mkdtemp(name.data());
    scenario->prepare(world);
    EXPECT_TRUE(fs::is_directory(world / "locks")) << scenario->name;
    if (scenario->body == build_once_scenario.body) {  // others take their time, which is real time here
      EXPECT_EQ(scenario->body(world), 0) << scenario->name;
      EXPECT_TRUE(Artefact(world, "first").complete()) << scenario->name;
    }
    fs::remove_all(world);
  }
}

TEST(ScenariosTest, KillsStrikeOnlyLocksThatClaimToBearThem) {
  EXPECT_TRUE(kill_mid_build_scenario.covers({.kill_safe = true, .may_stay = {}, .may_stay_after_kill = {}}));
  EXPECT_FALSE(kill_mid_build_scenario.covers({.kill_safe = false, .may_stay = {}, .may_stay_after_kill = {}}));
}

}  // namespace
}  // namespace lockproof::scenarios
